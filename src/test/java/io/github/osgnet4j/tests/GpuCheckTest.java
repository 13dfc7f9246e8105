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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Map<String, String> environment = new HashMap<>();
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
        gpus("echo 'NVIDIA \"Test\" GPU, 1.2, 81920 MiB'");
    }

    /** Lines that list GPUs; one of them has 4,321 MiB in use. */
    private void gpus(String... lines) throws IOException {
        script(
                "nvidia-smi",
                "case \"$1\" in",
                "  *memory.used*) echo 4321; echo 17 ;;",
                "  *) " + String.join("; ", lines) + " ;;",
                "esac");
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
        builder.environment().put("OSGNET_BENCHMARK", bin.resolve("benchmark").toString());
        builder.environment().remove("PYTORCH_LIBRARY_PATH");
        builder.environment().remove("LD_LIBRARY_PATH");
        builder.environment().putAll(environment);
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
    void withoutAPyTorchForCudaTrainingIsNotChecked() throws IOException, InterruptedException {
        gpu();
        osgnet("cuda");
        script("ldconfig", "echo '        libcudart.so.13 (libc6,x86-64) => /usr/lib/libcudart.so.13'");
        Command result = check("--providers", "cuda", "--precisions", "fp32", "--no-bench");
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(
                result.out().contains("Training was not checked: PYTORCH_LIBRARY_PATH names no PyTorch"), result.out());
        assertEquals(0, report().get("training").size());
        assertEquals("libcudart.so.13 ", report().get("libraries").asText());
        assertTrue(result.out().contains("these are CUDA 13 libraries;"), result.out());
    }

    @Test
    void trainingIsCheckedAndTimedOnOneGpuAndOnTwo() throws IOException, InterruptedException {
        gpus("echo one", "echo two");
        osgnet("cuda");
        script("ldconfig", "echo '        libcudart.so.12 (libc6,x86-64) => /usr/lib/libcudart.so.12'");
        script("mvn", "echo \"mvn $*\" >>'" + folder.resolve("calls") + "'");
        script("benchmark", "sleep 1", "echo \"$OSGNET_JAVA_OPTS $*\"", "echo ' 0.50 s a step'");
        environment.put("PYTORCH_LIBRARY_PATH", folder.toString());
        environment.put("LD_LIBRARY_PATH", folder.toString());
        Files.createFile(folder.resolve("libcudnn.so.9"));
        Command result = check("--providers", "cuda", "--precisions", "fp32");
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(result.out().contains("| training | fp32 | cuda:0,cuda:1 | passed |"), result.out());
        String calls = Files.readString(folder.resolve("calls"));
        assertTrue(calls.contains("-Dtest=GoldenTrainingTest"), calls);
        assertTrue(calls.contains("-Dosgnet.train.devices=cuda:0\n"), calls);
        assertEquals("libcudart.so.12 libcudnn.so.9 ", report().get("libraries").asText());
        JsonNode both = report().get("training").get("cuda:0,cuda:1");
        assertEquals(4321, both.get("peak_mib").asInt());
        assertTrue(
                both.get("said").asText().contains("-Dosgnet.train.devices=cuda:0,cuda:1 train-step "),
                both.toString());
        assertTrue(both.get("said").asText().contains("0.50 s a step"), both.toString());
    }

    @Test
    void trainingThatDiffersOrFailsIsAFailure() throws IOException, InterruptedException {
        gpu();
        osgnet("cuda");
        script("mvn", "exit 1");
        script("benchmark", "exit 3");
        environment.put("PYTORCH_LIBRARY_PATH", folder.toString());
        Command result = check("--providers", "cuda", "--precisions", "fp32");
        assertEquals(1, result.code());
        assertEquals(2, report().get("failures").asInt(), result.out());
        assertTrue(result.out().contains("| training | fp32 | cuda:0 | FAILED | see "), result.out());
        assertTrue(result.out().contains("The training steps failed, see "), result.out());
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
