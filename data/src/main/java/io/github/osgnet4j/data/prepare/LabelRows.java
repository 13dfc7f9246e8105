package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Annotation rows with a {@code label} list each, the last of their keys. */
public final class LabelRows {
    private LabelRows() {}

    /**
     * How far labels agree with those of a reference, over pairs of a query and a class.
     *
     * @param queries that both have
     * @param both pairs that both have
     * @param found pairs that were found
     * @param expected pairs of the reference
     */
    public record Agreement(int queries, int both, int found, int expected) {

        /** Of the pairs that were found, those that the reference has. */
        public double precision() {
            return found == 0 ? 0 : (double) both / found;
        }

        /** Of the pairs of the reference, those that were found. */
        public double recall() {
            return expected == 0 ? 0 : (double) both / expected;
        }
    }

    /**
     * Writes the rows of a file with labels.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     * @return rows, and rows without a label
     * @throws DataException naming file and line of a row that has no {@code query}; the target is then as it was
     */
    public static Tally write(Path file, ClassLabels classes, Path target, Runnable everyMebi) {
        Tally tally = new Tally(RowFiles.ROWS);
        FileReplacement.write(target, out -> {
            RowWriter writer = new RowWriter(out);
            int blank = Row.forEach(file, everyMebi, row -> {
                ObjectNode labelled = row.value().deepCopy();
                labelled.remove("label");
                ArrayNode list = labelled.putArray("label");
                List<Label> labels = classes.of(row.at("query").text());
                labels.forEach(label -> add(list, label));
                writer.write(labelled);
            });
            tally.leaveOut("blank lines", blank);
            tally.count(RowFiles.ROWS, writer.rows());
        });
        return tally;
    }

    private static void add(ArrayNode list, Label label) {
        ObjectNode node = list.addObject();
        if (label.classIds().size() == 1) {
            node.put("class_id", label.classIds().get(0));
        } else {
            ArrayNode ids = node.putArray("class_id");
            label.classIds().forEach(ids::add);
        }
        node.put("class_name", label.className()).put("score", label.score()).put("text", label.text());
    }

    /** Compares the labels of two files, query by query, by the names of classes. */
    public static Agreement compare(Path found, Path reference) {
        Map<String, Set<String>> expected = new HashMap<>();
        Annotations.forEach(reference, query -> expected.put(query.queryId(), names(query)));
        int[] counts = new int[4];
        Annotations.forEach(found, query -> {
            Set<String> other = expected.get(query.queryId());
            if (other != null) {
                Set<String> own = names(query);
                counts[0]++;
                counts[2] += own.size();
                counts[3] += other.size();
                own.retainAll(other);
                counts[1] += own.size();
            }
        });
        return new Agreement(counts[0], counts[1], counts[2], counts[3]);
    }

    private static Set<String> names(AnnotatedQuery query) {
        Set<String> names = new HashSet<>();
        query.labels().forEach(label -> names.add(label.className()));
        return names;
    }
}
