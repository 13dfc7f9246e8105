package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs that cannot be written: one clear line, exit code 1, and everything on the disk as it was. */
class OutputProblemsTest {

    @TempDir
    Path folder;

    /** A command that writes, given its output. */
    private record Writing(String name, String output, Function<Path, Object[]> args) {
        Command run(Path folder) {
            return Command.run(args.apply(folder.resolve(output)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Writing> files() {
        Path golden = Learn.SET.golden("predictions.json").orElseThrow();
        return Stream.of(
                new Writing("ground", "P.json", output ->
                        new Object[] {"ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "-o", output}),
                new Writing("ground --format codabench", "P.zip", output -> new Object[] {
                    "ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "--format", "codabench", "-o", output
                }),
                new Writing("import", "W.safetensors", output -> new Object[] {
                    "import", "-q", "-c", Learn.config(), "--checkpoint", Learn.checkpoint(), "-o", output
                }),
                new Writing("eval --json", "table.json", output ->
                        new Object[] {"eval", "-q", "-c", Learn.config(), "-p", golden, "--json", output}),
                new Writing(
                        "ensemble", "E.json", output -> new Object[] {"ensemble", "-q", golden, golden, "-o", output}));
    }

    static Stream<Writing> all() {
        return Stream.concat(files(), Stream.of(export()));
    }

    private static Writing export() {
        return new Writing("export", "bundle", output ->
                new Object[] {"export", "-q", "-c", Learn.config(), "-w", Learn.checkpoint(), "--force", "-o", output});
    }

    private static void assertFailed(Command result, String... words) {
        assertEquals(1, result.code(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("osgnet: "), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aMissingFolderIsNamed(Writing command) {
        Path missing = folder.resolve("missing");
        assertFailed(command.run(missing), missing.toString(), "does not exist");
        assertFalse(Files.exists(missing));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFileWhereAFolderShouldBeIsNamed(Writing command) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertFailed(command.run(file), file.toString());
        assertEquals("no folder", Files.readString(file));
        assertEquals(2, Folders.contents(folder).size());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFolderWhereTheFileShouldBeIsNamed(Writing command) throws IOException {
        Files.createDirectory(folder.resolve(command.output()));
        assertFailed(command.run(folder), command.output(), "is a folder");
        assertEquals(2, Folders.contents(folder).size());
    }

    /** The second file of a submission has a longer name, and the journal of one too. */
    @ParameterizedTest
    @MethodSource("files")
    void aNameThatIsTooLongIsFoundBeforeTheWork(Writing command) throws IOException {
        String name =
                "x".repeat(251) + command.output().substring(command.output().lastIndexOf('.'));
        Command result = Command.run(command.args().apply(folder.resolve(name)));
        if (result.code() != 0) {
            assertFailed(result, "x".repeat(251), "too long");
            assertEquals(1, Folders.contents(folder).size());
        } else {
            assertTrue(name.length() <= 255, name);
        }
    }

    @Test
    void aFolderWhereTheSecondFileShouldBeIsFoundBeforeTheWork() throws IOException {
        Files.createDirectory(folder.resolve("P_noscore.json"));
        assertFailed(files().findFirst().orElseThrow().run(folder), "P_noscore.json is a folder");
        assertEquals(2, Folders.contents(folder).size());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFolderThatCannotBeWrittenIsNamed(Writing command) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        previous(source, command);
        Map<String, String> before = Folders.contents(source);
        try (Mount disk = Mount.readOnly(source, Files.createDirectory(folder.resolve("read-only")))) {
            assertFailed(command.run(disk.folder()), disk.folder().toString());
        }
        assertEquals(before, Folders.contents(source));
    }

    /** What an earlier run has left at the output. */
    private static void previous(Path folder, Writing command) throws IOException {
        Path output = folder.resolve(command.output());
        if (command.name().equals("export")) {
            Folders.copy(Learn.bundle(), output);
        } else {
            Files.writeString(output, "previous");
        }
        if (command.name().equals("ground") || command.name().equals("ensemble")) {
            Files.writeString(folder.resolve(command.output().replace(".", "_noscore.")), "previous without scores");
        }
    }

    /** Disks that are full at the first byte, after the answers, and between the two files of a submission. */
    @ParameterizedTest
    @MethodSource("all")
    void aFullDiskLeavesThePreviousOutput(Writing command) throws IOException {
        for (int free : List.of(0, 16384, 36864)) {
            Path place = Files.createDirectory(folder.resolve("disk" + free));
            try (Mount disk = Mount.disk(place, command.name().equals("export") ? 2048 : 256)) {
                previous(place, command);
                disk.fill(free);
                Map<String, String> before = Folders.contents(place);
                Command result = command.run(place);
                if (result.code() == 0 && free > 0) {
                    continue;
                }
                assertFailed(result, place.toString(), "No space left on device");
                Map<String, String> after = Folders.contents(place);
                after.remove(command.output() + ".partial");
                assertEquals(before, after);
            }
        }
    }

    @Test
    void aRunThatAFullDiskEndedGoesOnOnceThereIsRoom() throws IOException {
        Writing ground = files().findFirst().orElseThrow();
        try (Mount disk = Mount.disk(Files.createDirectory(folder.resolve("disk")), 256)) {
            disk.fill(8192);
            Command result = ground.run(disk.folder());
            assertFailed(result, "P.json.partial", "No space left on device", "--resume");
            disk.empty();

            List<Object> args =
                    new ArrayList<>(List.of(ground.args().apply(disk.folder().resolve("P.json"))));
            args.add("--resume");
            Command.succeed(args.toArray());
            assertArrayEquals(
                    Files.readAllBytes(Learn.predictions()),
                    Files.readAllBytes(disk.folder().resolve("P.json")));
            assertEquals(3, Folders.contents(disk.folder()).size());
        }
    }

    @Test
    void aFullDiskBeforeTheFirstAnswerLeavesNothing() throws IOException {
        try (Mount disk = Mount.disk(Files.createDirectory(folder.resolve("disk")), 256)) {
            disk.fill(0);
            assertFailed(files().findFirst().orElseThrow().run(disk.folder()), "P.json.partial");
            assertFalse(Files.exists(disk.folder().resolve("P.json.partial")));
        }
    }

    @Test
    void rawOutputThatCannotBeWrittenFailsTheRun() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Path output = folder.resolve("P.json");
        assertFailed(
                Command.run("ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "--raw", file, "-o", output),
                "--raw",
                file.toString());
        assertEquals(2, Folders.contents(folder).size());
    }
}
