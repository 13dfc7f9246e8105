package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A Java that is a script, for launchers that start it. */
final class ScriptedJava {

    /** What would change what a launcher does. */
    private static final List<String> VARIABLES = List.of(
            "LC_ALL",
            "LC_CTYPE",
            "LANG",
            "HOME",
            "XDG_CACHE_HOME",
            "OSGNET_CACHE",
            "OSGNET_JAVA_OPTS",
            "OSGNET_GPU",
            "OSGNET_SCAN",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "TMPDIR",
            "MALLOC_TRIM_THRESHOLD_",
            "NVIDIA_TF32_OVERRIDE");

    private final Path folder;

    /**
     * Makes one.
     *
     * @param folder where it is, in {@code jdk}
     * @param script what it does with its words
     */
    ScriptedJava(Path folder, String script) throws IOException {
        this.folder = folder;
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(bin.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /**
     * One that counts its rehearsals, and says which archive of classes it is started with.
     *
     * @param rehearsal makes {@code $made}
     */
    static ScriptedJava archiving(Path folder, String version, String rehearsal) throws IOException {
        ScriptedJava java = new ScriptedJava(
                folder, """
                archive=none
                for word; do
                    case $word in
                        -XX:ArchiveClassesAtExit=*) echo >>'FOLDER/rehearsals'; made=${word#*=}; REHEARSAL; exit ;;
                        -XX:SharedArchiveFile=*) archive=${word##*/}; [ -s "${word#*=}" ] || archive=empty ;;
                    esac
                done
                echo "$archive"
                """.replace("FOLDER", folder.toString()).replace("REHEARSAL", rehearsal));
        java.version(version);
        return java;
    }

    /** Lets it be of another version. */
    void version(String version) throws IOException {
        Files.writeString(
                folder.resolve("jdk/release"), "IMPLEMENTOR=\"A\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\n");
    }

    int rehearsals() throws IOException {
        Path rehearsals = folder.resolve("rehearsals");
        return Files.exists(rehearsals) ? Files.readAllLines(rehearsals).size() : 0;
    }

    /** Runs something that starts it, and succeeds; gives what is printed. */
    String run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        return run(0, environment, words);
    }

    /** Runs something that starts it, and ends with a code. */
    String run(int code, Map<String, String> environment, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectError(folder.resolve("said").toFile());
        VARIABLES.forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), () -> out + said());
        return out.strip();
    }

    /** What the last run said on standard error. */
    String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
