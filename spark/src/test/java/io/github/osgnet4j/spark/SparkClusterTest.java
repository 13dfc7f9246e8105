package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped, on a cluster with two workers and their deaths. */
@EnabledForJreRange(max = JRE.JAVA_23)
class SparkClusterTest {

    private static final int ATTEMPTS = 5;
    /** More than there are in the beginning, for their numbers. */
    private static final int WORKERS = 3;

    @TempDir
    private static Path folder;

    private static SparkCluster cluster;
    private static Process first;
    private static Path annotations;
    private static Path expected;

    @BeforeAll
    static void start() throws IOException {
        cluster = new SparkCluster(folder);
        first = cluster.worker(1);
        cluster.worker(2);
        zip(Demo.BUNDLE, folder.resolve("bundle.zip"));
        annotations = Demo.manyQueriesOfEveryClip(folder);
        expected = Demo.oneProcess(folder, annotations);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void zip(Path bundle, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.list(bundle)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private static Process submit(String name, Path answers, String... more) throws IOException {
        Stream<Object> args = Stream.of(
                "-m",
                "bundle",
                "-c",
                Demo.CONFIG,
                "--annotations",
                annotations,
                "--partitions",
                10,
                "--answers",
                answers,
                "-o",
                folder.resolve(name + ".json"));
        return cluster.submit(name, Stream.concat(args, Arrays.stream(more)).toArray());
    }

    private static long answered(Path answers) {
        try (Stream<Path> files = Files.walk(answers)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static void awaitAnswers(String name, Process driver, Path answers, int clips) throws IOException {
        SparkCluster.await(() -> answered(answers) >= clips || !driver.isAlive());
        assertTrue(answered(answers) >= clips, cluster.log(name));
    }

    private static void succeed(String name, Process driver) throws Exception {
        assertTrue(driver.waitFor(5, TimeUnit.MINUTES), "hangs");
        assertEquals(0, driver.exitValue(), cluster.log(name));
    }

    @Test
    void aWorkerThatDiesInTheMiddleAndADriverThatDiesAfterItChangeNothing() throws Exception {
        Path answers = null;
        long kept = Demo.CLIPS;
        // A job that has ended before it was killed is run again.
        for (int attempt = 0; attempt < ATTEMPTS && kept == Demo.CLIPS; attempt++) {
            String name = "killed-" + attempt;
            answers = folder.resolve(name + "-answers");
            Process killed = submit(name, answers);
            awaitAnswers(name, killed, answers, 2);
            if (!first.isAlive()) {
                first = cluster.worker(WORKERS + attempt);
            }
            SparkCluster.kill(first);
            long before = answered(answers);
            awaitAnswers(name, killed, answers, Math.min(Demo.CLIPS, (int) before + 2));
            SparkCluster.kill(killed);
            kept = answered(answers);
        }
        assertTrue(kept < Demo.CLIPS, "The job always ended before it was killed");

        Process resumed = submit("resumed", answers, "--resume");
        succeed("resumed", resumed);

        assertTrue(cluster.log("resumed").contains("160 queries, " + Demo.QUERIES_A_CLIP * kept + " of them answered"));
        assertEquals(Demo.CLIPS, answered(answers));
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(folder.resolve("resumed.json")));
    }

    @Test
    void theScriptNeedsNoClusterAndOpensWhatSparkAsksFor() throws Exception {
        Path output = folder.resolve("script.json");
        Path script = Demo.ROOT.resolve("scripts/osgnet-spark");
        // It runs the jar of this build, and builds none itself.
        Files.setLastModifiedTime(Path.of(System.getProperty("osgnet.spark.jar")), FileTime.from(Instant.now()));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        script.toString(),
                        "-q",
                        "--model",
                        Demo.BUNDLE.toString(),
                        "--config",
                        Demo.CONFIG.toString(),
                        "--annotations",
                        annotations.toString(),
                        "--output",
                        output.toString()))
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("OSGNET_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), out);
        assertEquals(1, out.lines().count(), out);
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(output));
        String text = Files.readString(script);
        for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
            // Linear algebra alone asks for it, and Java warns of it.
            if (!option.equals("--add-modules=jdk.incubator.vector")) {
                assertTrue(text.contains("\n    " + option + " \\\n"), option);
            }
        }
    }

    @Test
    void theJarHasNoClassThatSparkBringsInAnotherVersion() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("osgnet.spark.jar"))) {
            TreeSet<String> packages = new TreeSet<>();
            jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .map(entry -> entry.getName().replaceFirst("^((?:[^/]+/){1,3}).*", "$1"))
                    .forEach(packages::add);
            packages.removeIf(name -> name.startsWith("ai/onnxruntime/"));
            assertEquals(List.of("io/github/osgnet4j/"), List.copyOf(packages));
        }
    }
}
