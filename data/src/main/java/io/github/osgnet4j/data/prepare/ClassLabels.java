package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.annotation.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The object classes that the words of a query name. A word names a class whose name it is, in the singular or the plural; what the name
 * has in brackets, as LVIS explains its names, does not count. Another word names the class that is most like it, if a measure of likeness
 * is given.
 *
 * <p>The labels of the released {@code *_lemma} files were made by code that is not public. All their labels of score 1 are found by names
 * alone; the others, down to a score of 0.7, were made by a likeness of texts.
 */
public final class ClassLabels {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final Pattern EXPLANATION = Pattern.compile("\\s*\\([^)]*\\)");

    private final Map<String, List<Integer>> byName = new HashMap<>();
    private final List<String> names;
    private final Function<String, Optional<Like>> likeness;
    private final Map<String, Optional<Label>> known = new HashMap<>();

    /**
     * The class that is most like a word.
     *
     * @param classId its number
     * @param score how like it is, at most 1
     */
    public record Like(int classId, double score) {}

    /**
     * Labels out of some classes.
     *
     * @param names in the order of their ids; classes of one name are named together
     * @param likeness for a word that is no name, the class that is like it, if any is like it enough
     */
    public ClassLabels(List<String> names, Function<String, Optional<Like>> likeness) {
        this.names = List.copyOf(names);
        this.likeness = likeness;
        for (int id = 0; id < names.size(); id++) {
            String plain =
                    EXPLANATION.matcher(names.get(id)).replaceAll("").strip().toLowerCase(Locale.ROOT);
            byName.computeIfAbsent(plain.replace('_', ' '), name -> new ArrayList<>())
                    .add(id);
        }
    }

    /** The labels of a query, in the order of its words; each class once. */
    public List<Label> of(String query) {
        Map<List<Integer>, Label> labels = new LinkedHashMap<>();
        for (String word : WORD.matcher(query.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList()) {
            known.computeIfAbsent(word, this::label).ifPresent(label -> labels.putIfAbsent(label.classIds(), label));
        }
        return List.copyOf(labels.values());
    }

    private Optional<Label> label(String word) {
        for (String form : singulars(word)) {
            List<Integer> ids = byName.get(form);
            if (ids != null) {
                return Optional.of(new Label(List.copyOf(ids), names.get(ids.get(0)), 1, word));
            }
        }
        return likeness.apply(word)
                .map(like -> new Label(List.of(like.classId()), names.get(like.classId()), like.score(), word));
    }

    /** A word as it is and as it may be in the singular. */
    private static Set<String> singulars(String word) {
        Set<String> forms = new LinkedHashSet<>(List.of(word));
        end(word, "ies", "y").ifPresent(forms::add);
        end(word, "ves", "f").ifPresent(forms::add);
        end(word, "ves", "fe").ifPresent(forms::add);
        end(word, "es", "").ifPresent(forms::add);
        if (!word.endsWith("ss")) {
            end(word, "s", "").ifPresent(forms::add);
        }
        return forms;
    }

    private static Optional<String> end(String word, String plural, String singular) {
        return word.endsWith(plural) && word.length() > plural.length() + 1
                ? Optional.of(word.substring(0, word.length() - plural.length()) + singular)
                : Optional.empty();
    }
}
