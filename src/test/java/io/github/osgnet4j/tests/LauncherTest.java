package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code scripts/osgnet} gives to Java, which here is a script that tells it. */
class LauncherTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    private Path folder;

    private ScriptedJava java;

    private Path project(String name, String script) throws IOException {
        java = new ScriptedJava(folder, script);
        return project(name);
    }

    private Path project(String name) throws IOException {
        Path project = folder.resolve(name);
        Path home = Files.createDirectories(project.resolve("cli/target/osgnet"));
        Files.createDirectories(project.resolve("cli/src/main"));
        Files.createDirectory(project.resolve("scripts"));
        for (String script : List.of("scripts/osgnet", "scripts/launch.sh")) {
            Files.copy(ROOT.resolve(script), project.resolve(script));
        }
        Files.createFile(project.resolve("pom.xml"));
        Files.createFile(project.resolve("cli/pom.xml"));
        Files.createFile(home.resolve("onnxruntime-0.jar"));
        Files.writeString(home.resolve("built"), Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS) + "\n");
        return project.resolve("scripts/osgnet");
    }

    private String run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        return java.run(environment, words);
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
    void temporaryFilesAreWhereThoseOfOtherProgramsAre() throws Exception {
        String script = project("project", "for word; do echo \"$word\"; done | grep tmpdir")
                .toString();
        Path temporary = Files.createDirectory(folder.resolve("a b"));
        assertEquals("-Djava.io.tmpdir=" + temporary, run(Map.of("TMPDIR", temporary.toString()), script));
        for (String none : List.of("relative", "/no/such folder", "")) {
            java.run(1, Map.of("TMPDIR", none), script);
        }
    }

    @Test
    void soAreThoseOfTheRehearsal() throws Exception {
        String script = archiving("17", "case \"$*\" in *tmpdir=" + folder + "*) echo classes >\"$made\" ;; esac")
                .toString();
        assertEquals("java-17.jsa", run(Map.of("TMPDIR", folder.toString()), script, "--version"));
    }

    @Test
    void aProjectMayLieInAFolderWithAColonAndBlanksInItsName() throws Exception {
        Path script = project("a:b c", "while [ \"$1\" != -cp ]; do shift; done; ls ${2%/[*]}; shift 3; echo \"$@\"");
        assertEquals("built\nonnxruntime-0.jar\ninspect x y", run(Map.of(), script.toString(), "inspect", "x y"));
    }

    private Path archiving(String version, String rehearsal) throws IOException {
        java = ScriptedJava.archiving(folder, version, rehearsal);
        return project("project");
    }

    private List<String> leftovers() {
        return Folders.walk(folder.resolve("project/cli/target")).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith("rehearsal"))
                .toList();
    }

    @Test
    void theFirstStartMakesAnArchiveOfClassesForItsJvmAndItsBuild() throws Exception {
        String script = archiving("17.0.1+2-A", "echo classes >\"$made\"").toString();
        assertEquals("java-17.0.1+2-A.jsa", run(Map.of(), script, "--version"));
        assertTrue(java.said().startsWith("osgnet: preparing"), "what takes a while is said");
        assertEquals("java-17.0.1+2-A.jsa", run(Map.of(), script, "--version"));
        assertEquals("", java.said());
        assertEquals(1, java.rehearsals());
        java.version("21+3");
        assertEquals("java-21+3.jsa", run(Map.of(), script, "--version"));
        assertEquals(2, java.rehearsals());
        Path built = folder.resolve("project/cli/target/osgnet/built");
        Files.writeString(built, Instant.now().plusSeconds(90).truncatedTo(ChronoUnit.SECONDS) + "\n");
        assertEquals("java-21+3.jsa", run(Map.of(), script, "--version"));
        assertEquals(3, java.rehearsals(), "another build");
        Files.writeString(folder.resolve("project/cli/target/osgnet/java-21+3.jsa"), "cla");
        assertEquals("java-21+3.jsa", run(Map.of(), script, "--version"));
        assertEquals(4, java.rehearsals(), "an archive that is cut off");
        Files.move(folder.resolve("project"), folder.resolve("moved"));
        String moved = folder.resolve("moved/scripts/osgnet").toString();
        assertEquals("java-21+3.jsa", run(Map.of(), moved, "--version"));
        assertEquals(5, java.rehearsals(), "an archive of jars elsewhere");
        Files.move(folder.resolve("moved"), folder.resolve("project"));
        assertEquals(List.of(), leftovers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "echo classes >\"$made\"; exit 1", "kill -9 $$", ":", "rm -rf \"${made%/*}\""})
    void aJvmThatMakesNoArchiveStartsWithout(String rehearsal) throws Exception {
        String script = archiving("17", rehearsal).toString();
        assertEquals("none", run(Map.of(), script, "--version"));
        assertEquals("none", run(Map.of(), script, "--version"));
        assertTrue(java.rehearsals() == (rehearsal.startsWith("rm") ? 2 : 1), "none that is in vain is repeated");
        assertEquals(List.of(), leftovers());
    }

    @Test
    void theRehearsalIsThatOfAnyCallerAndSweepsWhatAnotherHasLeft() throws Exception {
        String script = archiving("17", "[ -z \"${OSGNET_SCAN-}\" ] && echo classes >\"$made\"")
                .toString();
        Path left = Files.createDirectory(folder.resolve("project/cli/target/osgnet/rehearsal.killed"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(2, ChronoUnit.HOURS)));
        assertEquals("java-17.jsa", run(Map.of("OSGNET_SCAN", "none"), script, "--version"));
        assertEquals(List.of(), leftovers());
    }

    /** Options of the JVM and of its memory, by words of the command line. */
    @ParameterizedTest
    @CsvSource({
        "'ground --split train', false, false, ''",
        "'train --config x', true, false, ''",
        "'ground --queries a--help', false, false, ''",
        "'train --help', true, true, ''",
        "'--version', false, true, ''",
        "'', false, true, ''",
        "'ground --tf32', false, false, unset",
    })
    void optionsOfJavaFollowTheCommand(String words, boolean memory, boolean text, String tf32) throws Exception {
        Path script = project("project", "echo \"$MALLOC_TRIM_THRESHOLD_,$NVIDIA_TF32_OVERRIDE,$*\"");
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(words.isEmpty() ? List.of() : List.of(words.split(" ")));
        String said = run(Map.of(), line.toArray(String[]::new));
        assertEquals(memory, said.startsWith("67108864,"), said);
        assertEquals(text, said.contains("TieredStopAtLevel=1"), said);
        assertEquals(tf32.isEmpty(), said.split(",")[1].equals("0"), said);
    }

    /** What only some versions know, and the others would not start with. */
    @ParameterizedTest
    @CsvSource({"17.0.1+2, false", "21+3, false", "24.0.2+1, true", "25+36, true", "26+1, false"})
    void whatTheUserCannotHelpIsNoWarning(String version, boolean known) throws Exception {
        String script = project("project", "echo \"$*\"").toString();
        java.version(version);
        String said = run(Map.of(), script, "--version");
        assertEquals(known, said.contains(" --sun-misc-unsafe-memory-access=allow "), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../x", "17 x", "$(touch x)", "17/x"})
    void aJvmOfNoVersionStartsWithout(String version) throws Exception {
        String script = archiving(version, "echo classes >\"$made\"").toString();
        assertEquals("none", run(Map.of(), script, "--version"));
        assertEquals(0, java.rehearsals());
    }

    @Test
    void twoFirstStartsAtOnceGetAnArchive() throws Exception {
        String script = archiving("17", "sleep 0.3; echo classes >\"$made\"").toString();
        assertEquals(
                "java-17.jsa\njava-17.jsa", run(Map.of(), "sh", "-c", "'" + script + "' & '" + script + "' & wait"));
        assertEquals(2, java.rehearsals());
        assertEquals(List.of(), leftovers());
    }

    @Test
    void aClosedStreamIsNotThatOfAFile() throws Exception {
        Path script = project("project", "exec 3>" + folder + "/file; echo result 2>/dev/null || echo lost >&2");
        assertEquals("lost", run(Map.of(), "sh", "-c", "'" + script + "' 2>&1 >&-"));
        assertTrue(Files.readString(folder.resolve("file")).isEmpty());
    }
}
