package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Python's kinds of dicts, which are dicts here: of their entries nothing is lost. */
final class DictGlobals {

    private DictGlobals() {}

    static Map<String, Object> all() {
        return Map.of(
                "collections.OrderedDict", (PickleGlobals.Function) DictGlobals::filled,
                "collections.Counter", (PickleGlobals.Function) DictGlobals::filled,
                // Its entries follow.
                "collections.defaultdict", (PickleGlobals.Function) (factory, budget) -> new LinkedHashMap<>());
    }

    /** An OrderedDict or a Counter of nothing, pairs or a dict. */
    private static Object filled(PickleTuple arguments, PickleBudget budget) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (arguments.size() == 0) {
            return dict;
        }
        if (arguments.items().get(0) instanceof Map<?, ?> entries) {
            budget.charge(64L * entries.size());
            dict.putAll(entries);
            return dict;
        }
        List<?> pairs = arguments.get(0, List.class);
        budget.charge(64L * pairs.size());
        for (Object pair : pairs) {
            List<?> both = pair instanceof PickleTuple t ? t.items() : pair instanceof List<?> l ? l : List.of();
            if (both.size() != 2) {
                throw new DataException("Pickle: a dict is made of a " + Pickle.describe(pair));
            }
            dict.put(Pickle.key(both.get(0)), both.get(1));
        }
        return dict;
    }
}
