package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The profile {@code gpu} swaps ONNX Runtime in every module, since all of them name it by one property. */
class GpuProfileTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Pattern RUNTIME = Pattern.compile("<artifactId>(onnxruntime[^<]*)</artifactId>");

    private static List<Path> poms() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.endsWith("pom.xml"))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
        }
    }

    @Test
    void noModuleNamesOneKindOfOnnxRuntime() throws IOException {
        assertTrue(poms().size() > 7);
        for (Path pom : poms()) {
            assertFalse(RUNTIME.matcher(Files.readString(pom)).find(), pom + " names a kind; use the property");
        }
    }

    @Test
    void theProfileSetsTheProperty() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml")).replaceAll("\\s+", "");
        assertTrue(parent.contains("<id>gpu</id><properties><onnxruntime.artifact>onnxruntime_gpu<"));
        long uses = poms().stream()
                .filter(pom -> read(pom).contains("<artifactId>${onnxruntime.artifact}</artifactId>"))
                .count();
        assertEquals(5, uses, "the parent, runtime, encoders, export and serve");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
