package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself: help, exit codes, and what goes to standard output and what to standard error. */
class UsageTest {

    private static final List<String> COMMANDS = List.of(
            "prepare",
            "encode",
            "import",
            "convert",
            "export",
            "ground",
            "ask",
            "eval",
            "train",
            "ensemble",
            "submission",
            "compare",
            "sequence",
            "inspect",
            "verify",
            "bench",
            "report",
            "serve");

    @TempDir
    Path folder;

    static Stream<String> commands() {
        return COMMANDS.stream();
    }

    private static void assertWrongUsage(Command result, String... words) {
        assertEquals(2, result.code(), result.err());
        assertEquals("", result.out());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
        assertTrue(result.err().contains("--help"), result.err());
    }

    private static void assertFailed(Command result, String... words) {
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExampleOfItself(String command) {
        Command result = Command.run(command, "--help");
        assertEquals(0, result.code());
        assertEquals("", result.err());
        assertTrue(result.out().contains("Example"), result.out());
        assertTrue(result.out().contains("  osgnet " + command + " "), result.out());
        assertEquals(result, Command.run("help", command));
    }

    @Test
    void theHelpOfAllNamesEveryCommand() {
        Command result = Command.run("--help");
        assertEquals(0, result.code());
        assertEquals("", result.err());
        for (String command : COMMANDS) {
            assertTrue(result.out().contains("\n  " + command + " "), result.out());
        }
    }

    @Test
    void theVersionGoesToStandardOutput() {
        Command result = Command.run("--version");
        assertEquals(0, result.code());
        assertTrue(result.out().startsWith("osgnet "), result.out());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandWithoutWhatItNeedsIsWrongUsage(String command) {
        assertWrongUsage(Command.run(command), "issing required", "osgnet " + command + " --help");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsWrongUsage(String command) {
        assertWrongUsage(Command.run(command, "--nonsense"), "--nonsense");
    }

    static Stream<Arguments> nonsense() {
        Object[] ground = {"ground", "-m", "bundle", "-c", "config.yaml", "-o", "P.json"};
        Object[] bench = {"bench", "-m", "bundle"};
        Object[] serve = {"serve", "-m", "bundle"};
        return Stream.of(
                Arguments.of("command", new Object[] {}),
                Arguments.of("ground", new Object[] {"grond"}),
                Arguments.of("CODABENCH", with(ground, "--format", "xml")),
                Arguments.of("SKIP", with(ground, "--on-missing", "ignore")),
                Arguments.of("TRAIN", with(ground, "--split", "validation")),
                Arguments.of("--top-k", with(ground, "--top-k", "0")),
                Arguments.of("--top-k", with(ground, "--top-k", "many")),
                Arguments.of("--threads", with(ground, "--threads", "-1")),
                Arguments.of("tensorrt, auto] or plugin:LIB[", with(ground, "--provider", "abacus")),
                Arguments.of("--device-id", with(ground, "--device-id", "-1")),
                Arguments.of("6G or 512M", with(ground, "--device-memory", "lots")),
                Arguments.of("6G or 512M", with(ground, "--device-memory", "0G")),
                Arguments.of("--engine-limit", with(ground, "--engine-limit", "tokens=0")),
                Arguments.of("tokens, objects or rows", with(ground, "--engine-limit", "words=3")),
                Arguments.of("--warm-up", with(ground, "--warm-up", "512,0")),
                Arguments.of("mutually exclusive", with(ground, "-q", "-v")),
                Arguments.of("only once", with(ground, "-o", "Q.json")),
                Arguments.of("extra", with(ground, "extra")),
                Arguments.of("--random-weights", new Object[] {"bench", "-c", "config.yaml"}),
                Arguments.of("is a bundle already", with(bench, "-c", "config.yaml", "--random-weights", "1")),
                Arguments.of("--runs", with(bench, "--runs", "-1")),
                Arguments.of("--steps", with(bench, "--steps", "0")),
                Arguments.of("--clips", with(bench, "--clips", "0")),
                Arguments.of("--clip-queries", with(bench, "--clip-queries", "0")),
                Arguments.of("--queries", with(bench, "--queries", "-1")),
                Arguments.of("--threads", with(bench, "--threads", "0")),
                Arguments.of("from 0 to 1", with(bench, "--object-frames", "1.5")),
                Arguments.of("--fit", with(bench, "--fit", "100,0")),
                Arguments.of("--port: expected 0 to 65535", with(serve, "--port", "99999")),
                Arguments.of("--queue: expected 1", with(serve, "--queue", "0")),
                Arguments.of("--workers: expected 1", with(serve, "--workers", "0")),
                Arguments.of("--max-requests: expected 1", with(serve, "--max-requests", "0")),
                Arguments.of("--max-batch: expected 1", with(serve, "--max-batch", "0")),
                Arguments.of("--max-top-k: expected 1", with(serve, "--max-top-k", "0")),
                Arguments.of("--max-steps: expected 1", with(serve, "--max-steps", "-5")),
                Arguments.of("--cache-mb: expected 0", with(serve, "--cache-mb", "-1")),
                Arguments.of("--max-json-mb: expected 1 to 1024", with(serve, "--max-json-mb", "0")),
                Arguments.of("--max-upload-mb: expected 1 to 1024, found 3000", with(serve, "--max-upload-mb", "3000")),
                Arguments.of("--deadline: expected more than 0", with(serve, "--deadline", "0")),
                Arguments.of("--body-timeout: expected more than 0", with(serve, "--body-timeout", "-1")),
                Arguments.of("--grace: expected more than 0", with(serve, "--grace", "0")),
                Arguments.of("--warm-up: expected 1 to 20000", with(serve, "--warm-up", "900,0")),
                Arguments.of("needs --annotations", with(serve, "-c", "config.yaml", "--split", "test")),
                Arguments.of("go with --config", with(serve, "--annotations", "a.jsonl")),
                Arguments.of("10/s or 600/min", with(serve, "--rate", "10")),
                Arguments.of("10/s or 600/min", with(serve, "--rate", "10/h")),
                Arguments.of("--rate: expected 1 to", with(serve, "--rate", "0/s")),
                Arguments.of("--tls-cert and --tls-key go together", with(serve, "--tls-cert", "c")),
                Arguments.of("--tls-cert and --tls-key go together", with(serve, "--tls-key", "k")),
                Arguments.of("goes with --audit", with(serve, "--audit-no-text")),
                Arguments.of("--log-format", with(serve, "--log-format", "xml")),
                Arguments.of("plugin needs a library", with(serve, "--provider", "plugin")),
                Arguments.of("expected key=value", with(serve, "--provider", "plugin:lib.so,fast")),
                Arguments.of("No library in ''", with(serve, "--provider", "plugin:")),
                Arguments.of(
                        "expected fp32 or bf16, found 'fp8'",
                        new Object[] {"train", "-c", "c", "-o", "run", "--precision", "fp8"}),
                Arguments.of("two lengths", with(bench, "--fit", "100,100")),
                Arguments.of(
                        "mutually exclusive",
                        new Object[] {"export", "-c", "c", "-o", "b", "-w", "w", "--random-weights", "1"}),
                Arguments.of("--random-weights", new Object[] {"export", "-c", "c", "-o", "b"}),
                Arguments.of(
                        "expected one of [cpu, gpu]",
                        new Object[] {"export", "-c", "c", "-o", "b", "--random-weights", "1", "--target", "tpu"}),
                Arguments.of("one", new Object[] {"export", "-c", "c", "-o", "b", "--random-weights", "one"}));
    }

    private static Object[] with(Object[] args, Object... more) {
        return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray();
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void aCommandLineThatMakesNoSenseIsWrongUsage(String word, Object[] args) {
        assertWrongUsage(Command.run(args), word);
    }

    private static Named<Object[]> line(Object... args) {
        return Named.of(Arrays.toString(args), args);
    }

    static Stream<Named<Object[]>> missingInputs() {
        Path none = Path.of("no", "such", "file");
        Path config = Learn.config();
        return Stream.of(
                line("import", "-c", none, "--checkpoint", Learn.checkpoint(), "-o", "W"),
                line("import", "-c", config, "--checkpoint", none, "-o", "W"),
                line("export", "-c", none, "--random-weights", 1, "-o", "B"),
                line("export", "-c", config, "-w", none, "-o", "B"),
                line("export", "-c", config, "-w", Path.of(none + ".safetensors"), "-o", "B"),
                line("ground", "-m", none, "-c", config, "-o", "P.json"),
                line("ground", "-m", Learn.bundle(), "-c", none, "-o", "P.json"),
                line("ground", "-m", Learn.bundle(), "-c", config, "--annotations", none, "-o", "P.json"),
                line("ground", "-m", Learn.bundle(), "-c", config, "--data-root", none, "-o", "P.json"),
                line("train", "-c", none, "-o", "run"),
                line("eval", "-c", none, "-p", Learn.predictions()),
                line("eval", "-c", config, "-p", none),
                line("report", "-c", config, "-p", none, "-o", "R.html"),
                line("serve", "-m", none, "--port", 0),
                line("serve", "-m", Learn.bundle(), "-c", none, "--port", 0),
                line("serve", "-m", Learn.bundle(), "--text-encoder", none, "--port", 0),
                line("serve", "-m", Learn.bundle(), "--token-file", none, "--port", 0),
                line("serve", "-m", Learn.bundle(), "-c", config, "--predictions", none, "--port", 0),
                line("ensemble", Learn.predictions(), none, "-o", "E.json"),
                line("inspect", none),
                line("verify", "-m", none),
                line("verify", "--encoder", none),
                line("encode", none, "-e", Learn.bundle(), "-o", "S"),
                line("bench", "-m", none),
                line("bench", "-c", none, "--random-weights", 1),
                line("bench", "-m", Learn.bundle(), "--annotations", none),
                line("bench", "-m", Learn.bundle(), "--json", none));
    }

    @ParameterizedTest
    @MethodSource("missingInputs")
    void anInputThatIsNotThereFailsTheJobAndIsNamed(Object[] args) {
        assertFailed(Command.run(args), Path.of("no", "such", "file").toString());
    }

    @Test
    void aTokenOutOfADeviceIsRefusedAtOnce() {
        assertFailed(
                Command.run("serve", "-m", Learn.bundle(), "--token-file", "/dev/zero", "--port", 0),
                "/dev/zero",
                "regular file");
    }

    @Test
    void bundlesToSwapInNeedAnAdministrator() {
        assertFailed(
                Command.run("serve", "-m", Learn.bundle(), "--bundles", folder, "--port", 0),
                "--bundles is for administrators",
                "--tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1p-4", "0.1d", "NaN", "Infinity", " 1"})
    void aNumberThatIsNotDecimalIsRefused(String number) {
        Command result = Command.run(
                "export",
                "-c",
                Learn.config(),
                "--random-weights",
                1,
                "-o",
                "B",
                "--precision",
                "int8",
                "--int8-budget",
                number);
        assertEquals(2, result.code());
        assertTrue(result.err().contains("decimal"), result.err());
    }

    @Test
    void aFailureOnStandardErrorLeavesStandardOutputEmptyInAProcessToo() {
        try (CommandProcess process = CommandProcess.start(folder, "inspect", folder.resolve("nothing"))) {
            assertFailed(process.join(), "nothing", "does not exist");
        }
    }

    @Test
    void aQuietSuccessSaysNothingOnStandardErrorAndLeavesNoTemporaryFiles() {
        try (CommandProcess process = CommandProcess.start(
                folder, "ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "-o", folder.resolve("P.json"))) {
            Command result = process.join();
            assertEquals(0, result.code());
            assertEquals("", result.err());
            assertTrue(result.out().contains("40 queries"), result.out());
            assertEquals(List.of(), process.leftovers());
        }
    }

    private Object[] ground() {
        return new Object[] {"ground", "-m", Learn.bundle(), "-c", Learn.config(), "-o", folder.resolve("P.json")};
    }

    @Test
    void theProgressBarCountsClipsAndQueriesOnStandardError() {
        try (CommandProcess process = CommandProcess.startOnTerminal(folder, ground())) {
            Command result = process.join();
            assertEquals(0, result.code());
            for (String word : List.of("40/40 queries", "clip 10/10", "queries/s")) {
                assertTrue(result.err().contains(word), result.err());
            }
            assertFalse(result.out().contains("queries/s"), result.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "inspect"})
    void resultsGoToStandardOutput(String command) {
        Object[] args = command.equals("verify")
                ? new Object[] {"verify", "-q", "-m", Learn.bundle()}
                : new Object[] {"inspect", "-q", Learn.bundle()};
        Command result = Command.succeed(args);
        assertEquals("", result.err());
        assertTrue(result.out().contains(Learn.bundle().toString()), result.out());
    }

    @Test
    void aTraceIsForThoseWhoAskForIt() {
        try (CommandProcess process = CommandProcess.start(folder, "verify", "-v", "-m", folder.resolve("nothing"))) {
            Command result = process.join();
            assertEquals(1, result.code());
            assertTrue(result.err().contains("BundleException"), result.err());
        }
        assertFalse(Files.exists(folder.resolve("nothing")));
    }
}
