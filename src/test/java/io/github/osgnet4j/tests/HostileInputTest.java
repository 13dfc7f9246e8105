package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.io.LmdbStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;

/** Files from strangers, given to the command: refused with a clear message, and nothing else on the disk is touched. */
class HostileInputTest {

    @TempDir
    Path folder;

    private Path marker;

    @BeforeEach
    void name() {
        marker = folder.resolve("marker");
    }

    private static void assertRefused(Command result, String... words) {
        assertEquals(1, result.code(), result.out());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("osgnet: "), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    /** What {@code __reduce__} of a Python object may ask for: a call of any function with any arguments. */
    private static byte[] call(String module, String function, String argument) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        byte[] text = argument.getBytes(StandardCharsets.UTF_8);
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write(("c" + module + "\n" + function + "\n").getBytes(StandardCharsets.UTF_8));
        pickle.write(new byte[] {'X', (byte) text.length, (byte) (text.length >> 8), 0, 0});
        pickle.write(text);
        pickle.write(new byte[] {(byte) 0x85, 'R', '.'});
        return pickle.toByteArray();
    }

    /** A pickle as {@code torch.save} wraps it. */
    private static Path torch(Path file, byte[] pickle) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle);
            zip.putNextEntry(new ZipEntry("archive/version"));
            zip.write("3\n".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** A pickle as {@code torch.save} wrapped it before version 1.6: after a magic number, a version and the machine. */
    private static Path legacy(Path file, byte[] pickle) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"));
        stream.write(HexFormat.of().parseHex("80024de9032e"));
        stream.write(HexFormat.of().parseHex("80027d580d000000"));
        stream.write("little_endian".getBytes(StandardCharsets.UTF_8));
        stream.write(HexFormat.of().parseHex("88732e"));
        stream.write(pickle);
        return Files.write(file, stream.toByteArray());
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("posix", "system", "touch %s"),
                Arguments.of("subprocess", "getoutput", "touch %s"),
                Arguments.of("builtins", "exec", "open('%s', 'w')"),
                Arguments.of("java.lang.Runtime", "exec", "touch %s"),
                Arguments.of("java.io", "FileOutputStream", "%s"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aPickleThatCallsAFunctionIsRefused(String module, String function, String argument) throws IOException {
        byte[] pickle = call(module, function, String.format(argument, marker));
        Path zip = torch(folder.resolve("zip.pth.tar"), pickle);
        Path legacy = legacy(folder.resolve("legacy.pth.tar"), pickle);
        Map<String, String> before = Folders.contents(folder);
        for (Path file : List.of(zip, legacy)) {
            Path output = folder.resolve("output");
            for (Object[] args : List.of(
                    new Object[] {"import", "-q", "-c", Learn.config(), "--checkpoint", file, "-o", output},
                    new Object[] {"export", "-q", "-c", Learn.config(), "-w", file, "-o", output},
                    new Object[] {"inspect", "-q", file})) {
                assertRefused(Command.run(args), file.toString());
            }
            assertRefused(Command.run("inspect", "-q", file), module + "." + function);
        }
        assertEquals(before, Folders.contents(folder));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 300})
    void aZipBombIsRefusedInLittleMemory(int megabytes) throws IOException {
        Path bomb = folder.resolve("bomb.pth.tar");
        try (OutputStream out = Files.newOutputStream(bomb);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry("archive/version"));
            zip.write("3\n".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) {
                zip.write(zeros);
            }
        }
        Path output = folder.resolve("W.safetensors");
        assertRefused(
                Command.run("import", "-q", "-c", Learn.config(), "--checkpoint", bomb, "-o", output), bomb.toString());
        assertFalse(Files.exists(output));
    }

    static Stream<String> tags() {
        return Stream.of(
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://localhost/\"]]]]",
                "!!java.io.FileOutputStream [\"%s\"]",
                "!!python/object/apply:os.system [\"touch %s\"]");
    }

    @ParameterizedTest
    @MethodSource("tags")
    void aTagInAConfigMakesNoObject(String tag) throws IOException {
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, Files.readString(Learn.config()) + "\nextra: " + String.format(tag, marker) + "\n");
        Map<String, String> before = Folders.contents(folder);
        for (Object[] args : List.of(
                new Object[] {"export", "-q", "-c", config, "--random-weights", 1, "-o", folder.resolve("bundle")},
                new Object[] {"inspect", "-q", config})) {
            assertRefused(Command.run(args), config.toString());
        }
        assertEquals(before, Folders.contents(folder));
    }

    @Test
    void aConfigOfAliasesWithinAliasesIsRefused() throws IOException {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        Path config = Files.writeString(folder.resolve("config.yaml"), text);
        assertRefused(Command.run("inspect", "-q", config), config.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../escaped_0", "/escaped_0", "..\\\\escaped_0", "sub/escaped_0", "nul\\u0000_0"})
    void queryIdsThatAreNoFileNamesAreRefusedByRawOutput(String id) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Learn.annotations()));
        lines.add(lines.get(0)
                .replaceFirst("\"query_id\": \"[^\"]*\"", "\"query_id\": \"" + id.replace("\\", "\\\\") + "\""));
        Path annotations = Files.write(folder.resolve("hostile.jsonl"), lines);
        Map<String, String> before = Folders.contents(folder);
        Command result = Command.run(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "--annotations",
                annotations,
                "--on-missing",
                "skip",
                "--raw",
                folder.resolve("deep/raw"),
                "-o",
                folder.resolve("P.json"));
        assertRefused(result, "is not a file name");
        assertEquals(before, Folders.contents(folder));
    }

    /** A data set like the learnable one, but with one video more, whose id is a path. */
    private Path dataWithVideo(String id) throws IOException {
        Path data = Folders.copy(Learn.folder(), folder.resolve("data"));
        AnnotatedQuery known = Annotations.read(Learn.annotations()).get(0);
        for (String store : List.of("video_lmdb", "object_lmdb")) {
            byte[] value;
            try (LmdbStore original =
                    LmdbStore.open(Learn.folder().resolve("features").resolve(store))) {
                value = original.get(known.videoId()).orElseThrow();
            }
            Path target = data.resolve("features").resolve(store);
            Files.delete(target.resolve("data.mdb"));
            try (Env<byte[]> env =
                    Env.create(ByteArrayProxy.PROXY_BA).setMapSize(16L << 20).open(target.toFile())) {
                Dbi<byte[]> dbi = env.openDbi((byte[]) null, DbiFlags.MDB_CREATE);
                dbi.put(id.getBytes(StandardCharsets.UTF_8), value);
            }
        }
        String line = Files.readAllLines(Learn.annotations()).get(0);
        Files.writeString(data.resolve("annotations/val.jsonl"), line.replace(known.videoId(), id) + "\n");
        return data;
    }

    @Test
    void aVideoIdDoesNotLeadOutOfTheNarrations() throws IOException {
        Path data = dataWithVideo("../../secret");
        Files.writeString(data.resolve("secret.json"), "{}");
        Command result = Command.run(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                data.resolve("config.yaml"),
                "--raw",
                folder.resolve("raw"),
                "-o",
                folder.resolve("P.json"));
        assertRefused(result, "'../../secret' leads out of the folder");
        assertFalse(Files.exists(folder.resolve("raw")));
        assertFalse(Files.exists(folder.resolve("P.json")));
    }

    @Test
    void anAnnotationLineWithoutEndIsRefused() throws IOException {
        Path annotations = Files.writeString(folder.resolve("long.jsonl"), "[".repeat(1 << 20));
        Command result = Command.run(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "--annotations",
                annotations,
                "-o",
                folder.resolve("P.json"));
        assertRefused(result, annotations.toString());
    }

    @Test
    void predictionsWithNonsenseAreRefused() throws IOException {
        String text = Files.readString(Learn.predictions());
        Path predictions = folder.resolve("P.json");
        for (String nonsense : List.of(
                text.replaceFirst("\\[\\[[^,]*,", "[[NaN,"),
                text.replaceFirst("\\[\\[[^,]*,", "[[1e999,"),
                text.replaceFirst("\\[\\[[^,]*,", "[[\"0\","),
                text.replaceFirst("\"query_idx\": 0", "\"query_idx\": -1"),
                text.substring(0, text.length() / 2))) {
            Files.writeString(predictions, nonsense);
            assertRefused(Command.run("eval", "-q", "-c", Learn.config(), "-p", predictions), predictions.toString());
        }
    }
}
