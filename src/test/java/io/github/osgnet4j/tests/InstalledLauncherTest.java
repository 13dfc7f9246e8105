package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bin/osgnet} of a distribution gives to Java, which here is a script that tells it. */
class InstalledLauncherTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    private Path folder;

    private Path installation;
    private String osgnet;
    private Path cache;
    private ScriptedJava java;

    @BeforeEach
    void install() throws IOException {
        installation = folder.resolve("an installation");
        Path lib = Files.createDirectories(installation.resolve("lib"));
        Path bin = Files.createDirectory(installation.resolve("bin"));
        Files.copy(ROOT.resolve("scripts/launch.sh"), lib.resolve("launch.sh"));
        Files.writeString(lib.resolve("built"), "1\n");
        osgnet = Files.copy(ROOT.resolve("dist/src/bin/osgnet"), bin.resolve("osgnet"))
                .toString();
        cache = folder.resolve("a cache");
        java = ScriptedJava.archiving(folder, "17.0.1+2-A", "echo classes >\"$made\"");
    }

    private String run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<Path> before = Folders.walk(installation);
        String out = java.run(environment, words);
        assertEquals(before, Folders.walk(installation), "an installation is never written to");
        return out;
    }

    private void makeCache(String permissions) throws IOException {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(permissions));
    }

    private static boolean hasArchive(Path folder) {
        return Files.exists(folder)
                && Folders.walk(folder).stream()
                        .anyMatch(file -> file.toString().endsWith("17.0.1+2-A.jsa"));
    }

    @ParameterizedTest
    @CsvSource({"OSGNET_CACHE, ''", "XDG_CACHE_HOME, osgnet", "HOME, .cache/osgnet", "TMPDIR, ''"})
    void archivesOfClassesAreInTheCacheOfTheUser(String variable, String below) throws Exception {
        makeCache("rwx------");
        Map<String, String> environment = Map.of(variable, cache.toString());
        assertEquals("java-17.0.1+2-A.jsa", run(environment, osgnet, "--version"));
        assertTrue(hasArchive(cache.resolve(below)), () -> Folders.walk(cache).toString());
        assertEquals("java-17.0.1+2-A.jsa", run(environment, osgnet, "--version"));
        assertEquals(1, java.rehearsals());
        Files.writeString(installation.resolve("lib/built"), "2\n");
        assertEquals("java-17.0.1+2-A.jsa", run(environment, osgnet, "--version"));
        assertEquals(2, java.rehearsals(), "another build in the same place");
    }

    @Test
    void aHomeThatIsNoneIsPassedOver() throws Exception {
        makeCache("rwx------");
        Map<String, String> environment = Map.of("HOME", "/dev/null", "TMPDIR", cache.toString());
        assertEquals("java-17.0.1+2-A.jsa", run(environment, osgnet, "--version"));
        assertTrue(hasArchive(cache));
    }

    @Test
    void withoutAFolderToWriteToItStartsWithoutAWord() throws Exception {
        for (String nowhere : List.of("/dev/null", "relative", "/proc/none")) {
            assertEquals("none", run(Map.of("OSGNET_CACHE", nowhere), osgnet, "--version"));
            assertEquals("", java.said());
        }
        assertEquals(0, java.rehearsals());
    }

    @Test
    void aFolderThatOthersCanWriteToIsNotUsed() throws Exception {
        makeCache("rwxrwxrwx");
        assertEquals("none", run(Map.of("OSGNET_CACHE", cache.toString()), osgnet, "--version"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("mine")));
        assertEquals("none", run(Map.of("OSGNET_CACHE", link.toString()), osgnet, "--version"));
        assertEquals(0, java.rehearsals());
    }

    @Test
    void linksLeadToIt() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("else/where"));
        Files.createSymbolicLink(elsewhere.resolve("first"), Path.of("../../an installation/bin/osgnet"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), elsewhere.resolve("first"));
        ScriptedJava telling = new ScriptedJava(folder, "echo \"$@\"");
        String said = telling.run(Map.of("OSGNET_CACHE", cache.toString()), second.toString(), "inspect", "a  b");
        assertTrue(
                said.endsWith("-cp " + installation.toRealPath() + "/lib/* io.github.osgnet4j.cli.Osgnet inspect a  b"),
                said);
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402-b06, Java 8 or older", "11.0.20+8, Java 11", "16, Java 16"})
    void aJavaThatIsTooOldIsRefused(String version, String named) throws Exception {
        java.version(version);
        assertEquals("", java.run(1, Map.of(), osgnet, "--version"));
        assertTrue(java.said().startsWith("osgnet: Java 17 or later is needed, but "), java.said());
        assertTrue(java.said().contains(named), java.said());
    }

    @Test
    void aJavaThatTellsItsVersionItselfIsRefusedToo() throws Exception {
        ScriptedJava old = new ScriptedJava(folder, "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        Files.delete(folder.resolve("jdk/release"));
        old.run(1, Map.of(), osgnet, "--version");
        assertTrue(old.said().contains("Java 11"), old.said());
    }

    @Test
    void withoutJavaItSaysWhatIsNeeded() throws Exception {
        java.run(1, Map.of("JAVA_HOME", "/no/such folder"), osgnet, "--version");
        assertTrue(java.said().startsWith("osgnet: JAVA_HOME is /no/such folder, which has no bin/java"), java.said());
        java.run(1, Map.of("JAVA_HOME", "", "PATH", tools().toString()), osgnet, "--version");
        assertTrue(java.said().contains("there is no java on the PATH"), java.said());
    }

    /** A path with what the launcher needs, and no Java. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "cksum", "tr", "id", "mkdir", "find", "wc")) {
            Path script = tools.resolve(tool);
            Files.writeString(script, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return tools;
    }
}
