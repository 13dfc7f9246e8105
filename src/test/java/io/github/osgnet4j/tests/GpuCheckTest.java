package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/gpu-check} on a machine that says it has a GPU or has none, with a command that plays the real one. */
class GpuCheckTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    Path folder;

    private Path bin;
    private Path out;

    @BeforeEach
    void makeFolders() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        out = folder.resolve("out");
    }

    private void script(String name, String... lines) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private void gpu() throws IOException {
        script("nvidia-smi", "echo 'NVIDIA \"Test\" GPU, 1.2, 81920 MiB'");
    }

    /** A command whose bundles verify on {@code provider}, whatever it is asked for. */
    private void osgnet(String provider) throws IOException {
        script(
                "osgnet",
                "echo \"$*\" >>'" + folder.resolve("calls") + "'",
                "case \"$*\" in",
                "  'export --help') echo '--precision' ;;",
                "  'bench --help') echo '--json' ;;",
                "  verify*) echo \"$3 on " + provider + ": verified, largest error 1.0e-06\" ;;",
                "  bench*) while [ \"$1\" != --json ]; do shift; done; echo '{\"query\": 1.5}' >\"$2\"; echo 1.5 ms ;;",
                "esac");
    }

    private Command check(String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("scripts/gpu-check").toString(), "--output", out.toString()));
        command.addAll(List.of(args));
        Path stdout = folder.resolve("stdout");
        Path stderr = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
        builder.environment().put("OSGNET", bin.resolve("osgnet").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "hangs");
        return new Command(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(out.resolve("report.json").toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 127",
                "echo 'No devices were found'; exit 6",
                "echo 'NVIDIA-SMI has failed because it could not communicate with the driver'; exit 9"
            })
    void withoutAGpuOneLineSaysSoAndNothingIsLeft(String smi) throws IOException, InterruptedException {
        script("nvidia-smi", smi);
        Command result = check();
        assertEquals(1, result.code());
        assertEquals("", result.out());
        assertEquals(
                "gpu-check: no NVIDIA GPU on this machine (nvidia-smi lists none); nothing was checked\n",
                result.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void anUnknownOptionIsWrongUsage() throws IOException, InterruptedException {
        assertEquals(2, check("--nonsense").code());
        assertEquals(2, check("--golden").code());
    }

    @Test
    void everySetPrecisionAndProviderIsInTheReport() throws IOException, InterruptedException {
        gpu();
        osgnet("cuda");
        Command result = check("--providers", "cuda");
        assertEquals(0, result.code(), result.out() + result.err());
        JsonNode report = report();
        assertEquals("NVIDIA \"Test\" GPU, 1.2, 81920 MiB", report.get("gpus").asText());
        assertEquals(0, report.get("failures").asInt());
        long sets = GoldenSet.all().stream()
                .filter(set -> set.checkpoint().isPresent())
                .filter(set -> set.folder().startsWith(ROOT))
                .count();
        assertEquals(2 * (sets + 1), report.get("parity").size());
        assertTrue(report.get("parity").get(0).get("said").asText().contains("1.0e-06"));
        assertEquals(1.5, report.get("bench").get("fp16-cuda").get("query").asDouble());
        String markdown = Files.readString(out.resolve("report.md"));
        assertTrue(markdown.contains("| learn | fp16 | cuda | passed |"), markdown);
        assertTrue(markdown.contains("1.5 ms"), markdown);
        String calls = Files.readString(folder.resolve("calls"));
        assertTrue(calls.contains("export --target gpu --force --precision fp16 --config "), calls);
    }

    @Test
    void aFallbackToTheCpuIsAFailure() throws IOException, InterruptedException {
        gpu();
        osgnet("cpu");
        Command result = check("--no-bench", "--precisions", "fp32");
        assertEquals(1, result.code());
        assertFalse(report().get("parity").get(0).get("passed").asBoolean());
        assertTrue(report().get("failures").asInt() > 0);
    }

    @Test
    void theOfficialNetworkIsLeftOutWhereItDoesNotRun() throws IOException, InterruptedException {
        gpu();
        osgnet("cuda");
        script("python3", "echo 'official-bench: PyTorch is not installed'", "exit 1");
        Command result = check("--providers", "cuda", "--no-bench", "--official", folder.toString());
        assertEquals(0, result.code());
        assertTrue(report().get("pytorch").isNull());
        assertTrue(result.out().contains("Not measured: official-bench: PyTorch is not installed"), result.out());
    }
}
