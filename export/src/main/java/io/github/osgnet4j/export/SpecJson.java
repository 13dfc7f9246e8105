package io.github.osgnet4j.export;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A record of records and numbers as the maps that become a JSON object; what is absent is left out. */
final class SpecJson {

    private SpecJson() {}

    static Map<String, Object> of(Record record) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(v -> json.put(component.getName(), plain(v)));
            } else {
                json.put(component.getName(), plain(value));
            }
        }
        return json;
    }

    private static Object plain(Object value) {
        if (value instanceof Record nested) {
            return of(nested);
        }
        return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value;
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new ExportException("Cannot read '" + component.getName() + "' of " + record.getClass(), e);
        }
    }
}
