package io.github.osgnet4j.runtime.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceFixture;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in a JVM of its own that has no Micrometer on its class path. */
class WithoutMicrometerTest {

    /** Answers one query of the bundle in the first argument. */
    static final class Program {

        private Program() {}

        public static void main(String[] args) {
            try (GroundingService service = GroundingService.open(Path.of(args[0]))) {
                float[] features = new float[5 * TinyNetwork.VIDEO];
                QueryInput query = new QueryInput("q", new float[TinyNetwork.TEXT], 1, StepObjects.none());
                int windows = service.ground(new VideoInput("v", features, 5), query, 20)
                        .size();
                System.out.println(windows > 0 ? "answered" : "no window");
            }
            try {
                Class.forName("io.micrometer.core.instrument.MeterRegistry");
                System.out.println("with Micrometer");
            } catch (ClassNotFoundException e) {
                System.out.println("without Micrometer");
            }
        }
    }

    @Test
    void theServiceAnswers(@TempDir Path folder) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        ServiceFixture.bundle(folder).toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), output);
        assertEquals(0, process.exitValue(), output);
        List<String> lines = output.lines().toList();
        assertTrue(lines.containsAll(List.of("answered", "without Micrometer")), output);
    }
}
