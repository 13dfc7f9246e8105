package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.example.Finder;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.postprocess.Window;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What a Java service gets: the sample service, which is the README's example, and the examples of the docs. */
class EmbeddingTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Path SAMPLE = ROOT.resolve("src/test/sample");

    @Test
    void theSampleServiceFindsTheFirstWindowOfTheDemo() {
        OsgnetConfig config = OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty());
        try (Dataset data = Dataset.open(config, Dataset.Split.VAL);
                Finder finder = new Finder(ROOT.resolve("models/demo"))) {
            AnnotatedQuery query = data.queries().get(0);
            VideoFeatures video = data.video(query.videoId());
            QueryFeatures text = data.query(query);
            int[][] objects = data.objects(query).orElseThrow().frames().toArray(int[][]::new);
            List<Window> windows = finder.find(
                    query.videoId(),
                    query.duration(),
                    video.values(),
                    video.steps(),
                    text.values(),
                    text.tokens(),
                    objects);
            assertEquals(query.timestamps().get(0).start(), windows.get(0).start(), 3);
        }
    }

    @Test
    void theReadmeShowsTheSampleServiceAsItIs() throws IOException {
        String source = Files.readString(SAMPLE.resolve("src/main/java/com/example/Finder.java"));
        assertTrue(source.startsWith("package com.example;\n\n"), source);
        assertEquals(
                List.of(source.substring("package com.example;\n\n".length())),
                Markdown.blocks(ROOT.resolve("README.md"), "java"));
    }

    @Test
    void theExamplesOfTheDocsAreCodeThatTheTestsCompileAndRun() throws IOException {
        String tests = Markdown.squeezed(Files.readString(
                        ROOT.resolve("src/test/java/io/github/osgnet4j/tests/EmbeddingTutorialTest.java"))
                + Files.readString(ROOT.resolve(
                        "runtime/src/test/java/io/github/osgnet4j/runtime/micrometer/GroundingMetersTest.java"))
                + Files.readString(ROOT.resolve(
                        "runtime/src/test/java/io/github/osgnet4j/runtime/micrometer/GroundingObservationsTest.java")));
        List<String> examples = Markdown.blocks(ROOT.resolve("docs/embedding.md"), "java");
        assertTrue(examples.size() >= 10, "only " + examples.size() + " examples");
        examples.forEach(example -> assertTrue(tests.contains(Markdown.squeezed(example)), example));
    }

    @Test
    void aServiceGetsNothingWithTheRuntimeThatItDoesNotNeed() throws IOException {
        List<String> tree = Files.readAllLines(SAMPLE.resolve("target/dependency-tree.txt")).stream()
                .skip(1)
                .map(line -> line.replaceFirst("^[^a-z]*", ""))
                .map(line -> line.replaceFirst(":jar:[^:]*:", " "))
                // With the profile gpu it is the other kind.
                .map(line -> line.replace(":onnxruntime_gpu ", ":onnxruntime "))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "com.fasterxml.jackson.core:jackson-annotations compile",
                        "com.fasterxml.jackson.core:jackson-core compile",
                        "com.fasterxml.jackson.core:jackson-databind compile",
                        "com.microsoft.onnxruntime:onnxruntime compile",
                        "io.github.osgnet4j:osgnet4j-natives compile",
                        "io.github.osgnet4j:osgnet4j-postprocess compile",
                        "io.github.osgnet4j:osgnet4j-runtime compile",
                        "org.apiguardian:apiguardian-api compile",
                        "org.jspecify:jspecify compile",
                        "org.slf4j:slf4j-api compile"),
                tree);
        String guide = Files.readString(ROOT.resolve("docs/embedding.md"));
        tree.forEach(line -> assertTrue(guide.contains("`" + line.replaceAll(".*:| .*", "") + "`"), line));
    }

    @Test
    void everyJarNamesItsModule() throws IOException {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches("osgnet.*(?<!-tests)\\.jar"))
                .toList();
        assumeFalse(jars.isEmpty(), "the modules are not packaged");
        List<String> names = new ArrayList<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                names.add(String.valueOf(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name")));
            }
        }
        assertEquals(names.stream().distinct().toList(), names);
        names.forEach(name -> assertTrue(name.matches("io\\.github\\.osgnet4j\\.[a-z]+"), name));
        assertTrue(
                names.containsAll(List.of("io.github.osgnet4j.runtime", "io.github.osgnet4j.spring")),
                names.toString());
    }
}
