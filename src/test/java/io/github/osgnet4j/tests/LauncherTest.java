package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code scripts/osgnet} gives to Java, which here is a script that tells it. */
class LauncherTest {

    @TempDir
    private Path folder;

    private Path project(String name, String java) throws IOException {
        Path project = folder.resolve(name);
        Path home = Files.createDirectories(project.resolve("cli/target/osgnet"));
        Files.createDirectories(project.resolve("cli/src/main"));
        Files.createDirectory(project.resolve("scripts"));
        Files.copy(
                Path.of(System.getProperty("osgnet.root")).resolve("scripts/osgnet"),
                project.resolve("scripts/osgnet"));
        Files.createFile(project.resolve("pom.xml"));
        Files.createFile(project.resolve("cli/pom.xml"));
        Files.createFile(home.resolve("onnxruntime-0.jar"));
        Files.createFile(home.resolve("built"));
        Files.setLastModifiedTime(
                home.resolve("built"), FileTime.from(Instant.now().plusSeconds(60)));
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + java + "\n");
        Files.setPosixFilePermissions(bin.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return project.resolve("scripts/osgnet");
    }

    private String run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG", "OSGNET_JAVA_OPTS", "OSGNET_GPU")) {
            builder.environment().remove(variable);
        }
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.strip();
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL,C,C.UTF-8",
        "LC_ALL,POSIX,C.UTF-8",
        "LANG,C,C.UTF-8",
        "LC_ALL,C.UTF-8,C.UTF-8",
        "LANG,C.UTF-8,''"
    })
    void namesOfFilesAreUtf8(String variable, String value, String expected) throws Exception {
        Path script = project("project", "echo \"$LC_ALL\"");
        assertEquals(expected, run(Map.of(variable, value), script.toString()));
    }

    @Test
    void aProjectMayLieInAFolderWithAColonAndBlanksInItsName() throws Exception {
        Path script = project("a:b c", "while [ \"$1\" != -cp ]; do shift; done; ls ${2%/[*]}; shift 3; echo \"$@\"");
        assertEquals("built\nonnxruntime-0.jar\ninspect x y", run(Map.of(), script.toString(), "inspect", "x y"));
    }

    @Test
    void aClosedStreamIsNotThatOfAFile() throws Exception {
        Path script = project("project", "exec 3>" + folder + "/file; echo result 2>/dev/null || echo lost >&2");
        assertEquals("lost", run(Map.of(), "sh", "-c", "'" + script + "' 2>&1 >&-"));
        assertTrue(Files.readString(folder.resolve("file")).isEmpty());
    }
}
