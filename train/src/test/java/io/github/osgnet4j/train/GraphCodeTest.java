package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** DJL's arithmetic with Java numbers frees what a graph still needs; some operations silently leave the graph. */
class GraphCodeTest {

    private static final List<String> GRAPH_CODE = List.of(
            "DjlOps",
            "ArrayOps",
            "TapedOps",
            "Tape",
            "Segment",
            "Taped",
            "PassConstants",
            "TrainingPass",
            "SharedShots",
            "Losses",
            "Gradients");

    private static final Pattern WRONG = Pattern.compile(
            "\\.(add|sub|mul|div|pow|mod|maximum|minimum)i?\\((\\(?(float|double|int|long)\\)?\\s*)?-?[0-9(]"
                    + "|Activation\\.(swish|leakyRelu|elu)|\\.(toType|duplicate|booleanMask)\\(");

    @Test
    void usesNoNumberOperandsAndNothingThatDetaches() throws IOException {
        Path sources = Path.of(System.getProperty("osgnet.root"), "train/src/main/java/io/github/osgnet4j/train");
        List<String> found = new ArrayList<>();
        for (String name : GRAPH_CODE) {
            for (String line : Files.readAllLines(sources.resolve(name + ".java"))) {
                if (WRONG.matcher(line).find()) {
                    found.add(name + ": " + line.strip());
                }
            }
        }
        assertEquals(List.of(), found);
    }
}
