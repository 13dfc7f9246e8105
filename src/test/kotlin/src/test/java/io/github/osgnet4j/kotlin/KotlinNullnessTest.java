package io.github.osgnet4j.kotlin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services in Kotlin, whose compiler reads what the API says of null. */
class KotlinNullnessTest {

    private static final String IMPORTS = """
            import io.github.osgnet4j.encoders.Encoders
            import io.github.osgnet4j.postprocess.Window
            import io.github.osgnet4j.runtime.*
            import io.github.osgnet4j.runtime.error.*
            import io.github.osgnet4j.runtime.service.*
            import java.nio.file.Path
            """;

    private static final String FINDER = """
            class Finder(bundle: Path) : AutoCloseable {
                private val service: GroundingService = GroundingService.builder(bundle).open()

                fun best(video: VideoInput, query: QueryInput, seconds: Double): Window =
                    service.ground(video, query, seconds).first()

                override fun close() = service.close()
            }

            class Names : GroundingListener {
                override fun finished(report: RequestReport) = println(report)
            }

            fun failure(file: Path, cause: Throwable?): GrounderException = BundleException(file, "is damaged", cause)
            """;

    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Files.exists(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    private Path folder;

    @Test
    void aServiceNeedsNoAssertionThatSomethingIsNotNull() throws IOException {
        assertEquals("", complaints(FINDER, "strict"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fun video() = VideoInput(null, FloatArray(0), 0)",
                "fun find(s: GroundingService, q: QueryInput) = s.ground(null as VideoInput?, q, 1.0)",
                "fun load(folder: Path?) = Encoders.load(folder)",
                "fun failure(file: Path) = BundleException(file, null, null)",
                "class Names : GroundingListener { override fun finished(report: RequestReport?) = println(report) }",
            })
    void aNullWhereNoneMayBeDoesNotCompile(String code) throws IOException {
        String said = complaints(code, "strict");
        assertTrue(said.contains("error:"), said);
        assertEquals("", complaints(code, "ignore"), "it is the annotations that make the difference");
    }

    private String complaints(String code, String nullness) throws IOException {
        Path source = Files.writeString(folder.resolve("Service.kt"), IMPORTS + code, UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExitCode exit;
        try (PrintStream to = new PrintStream(out, true, UTF_8)) {
            exit = new K2JVMCompiler()
                    .exec(
                            to,
                            "-no-stdlib",
                            "-no-reflect",
                            "-nowarn",
                            "-jvm-target",
                            "17",
                            "-Xjspecify-annotations=" + nullness,
                            "-classpath",
                            CLASS_PATH,
                            "-d",
                            folder.resolve("classes").toString(),
                            source.toString());
        }
        String said = out.toString(UTF_8);
        assertEquals(said.contains("error:"), exit != ExitCode.OK, said);
        return said;
    }
}
