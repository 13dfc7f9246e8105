package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.cli.Osgnet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Services start with long class paths and users name many queries; ONNX Runtime 1.29.0 crashes the JVM then, unless its reports are off. */
class LongCommandLineTest {

    @Test
    void aCommandLineOfManyThousandBytesIsNoProblem() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("osgnet.root"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlong=" + "x".repeat(20_000),
                        Osgnet.class.getName(),
                        "verify",
                        "-q",
                        "--model",
                        root.resolve("models/demo").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(true, process.waitFor(2, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue());
    }
}
