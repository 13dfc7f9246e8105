package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a module, built and run with the module path alone. */
class ModulePathTest {

    private static final Path BUNDLE = Path.of(System.getProperty("osgnet.root"), "models/demo");

    /** What a service needs: the runtime, the modules of this project under it, and its libraries. */
    private static final Pattern NEEDED = Pattern.compile(".*(/(runtime|postprocess|natives)/target/"
            + "|/osgnet4j-(runtime|postprocess|natives)-|/onnxruntime(_gpu)?-|/jackson-(databind|core|annotations)-"
            + "|/slf4j-api-).*");

    /** Annotations, which the compiler reads and a running service does without. */
    private static final Pattern ANNOTATIONS = Pattern.compile(".*(/jspecify-|/apiguardian-api-).*");

    private static final String MODULE = """
            module com.example.service {
                requires io.github.osgnet4j.runtime;
            }
            """;

    private static final String SERVICE = """
            package com.example.service;

            import io.github.osgnet4j.runtime.QueryInput;
            import io.github.osgnet4j.runtime.StepObjects;
            import io.github.osgnet4j.runtime.VideoInput;
            import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
            import io.github.osgnet4j.runtime.service.GroundingService;
            import java.nio.file.Path;

            public final class Service {
                public static void main(String[] args) {
                    try (GroundingService service = GroundingService.builder(Path.of(args[0])).open()) {
                        Dimensions d = service.manifest().dimensions();
                        VideoInput video = new VideoInput("clip", new float[40 * d.videoDim()], 40);
                        QueryInput query = new QueryInput("query", new float[3 * d.textDim()], 3, StepObjects.none());
                        System.out.println(service.ground(video, query, 20).isEmpty() ? "nothing" : "windows");
                        System.out.println(GroundingService.class.getModule());
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void aModularServiceFindsWindows() throws IOException, InterruptedException {
        String libraries = jars(NEEDED);
        Path classes = compile(libraries + File.pathSeparator + jars(ANNOTATIONS));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--module-path",
                        libraries + File.pathSeparator + classes,
                        "--module",
                        "com.example.service/com.example.service.Service",
                        BUNDLE.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        String out = Files.readString(folder.resolve("out"));
        assertEquals(0, process.exitValue(), out);
        assertTrue(out.contains("windows\nmodule io.github.osgnet4j.runtime"), out);
    }

    private static String jars(Pattern names) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        names.matcher(entry.replace(File.separatorChar, '/')).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path compile(String libraries) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path module = Files.writeString(sources.resolve("module-info.java"), MODULE, StandardCharsets.UTF_8);
        Path service = Files.writeString(sources.resolve("Service.java"), SERVICE, StandardCharsets.UTF_8);
        Path classes = folder.resolve("classes");
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--module-path",
                        libraries,
                        "-d",
                        classes.toString(),
                        module.toString(),
                        service.toString());
        assertEquals(0, code, "javac with the module path " + libraries);
        return classes;
    }
}
