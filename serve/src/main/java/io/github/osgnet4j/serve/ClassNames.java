package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The object classes that annotations name. */
final class ClassNames {

    private final TreeMap<String, Label> byName = new TreeMap<>();
    private final Map<Integer, String> byClass = new HashMap<>();

    ClassNames(Collection<AnnotatedQuery> queries) {
        Map<Integer, String> shared = new HashMap<>();
        for (AnnotatedQuery query : queries) {
            for (Label label : query.labels()) {
                if (!label.className().isBlank() && label.classIds().stream().allMatch(id -> id >= 0)) {
                    byName.putIfAbsent(label.className().toLowerCase(Locale.ROOT), label);
                    // A name for one class says more of it than a name for several.
                    Map<Integer, String> names = label.classIds().size() == 1 ? byClass : shared;
                    label.classIds().forEach(id -> names.putIfAbsent(id, label.className()));
                }
            }
        }
        shared.forEach(byClass::putIfAbsent);
    }

    /** One label for each name, in alphabetical order. */
    List<Label> all() {
        return List.copyOf(byName.values());
    }

    Optional<Label> label(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> name(int classId) {
        return Optional.ofNullable(byClass.get(classId));
    }

    /** The labels whose names are words of a text, in the singular or with an s. */
    List<Label> in(String text) {
        String words = " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
        return byName.entrySet().stream()
                .filter(e -> words.contains(" " + e.getKey() + " ") || words.contains(" " + e.getKey() + "s "))
                .map(Map.Entry::getValue)
                .toList();
    }
}
