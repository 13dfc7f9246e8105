package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints written here against those that {@code torch.save} wrote, and read by {@code torch.load} where there is one. */
class CheckpointWriteTest {

    private static final String PICKLE = "data.pkl";

    @TempDir
    private Path temporary;

    /** What a zip says of an entry in its two headers and behind its data, without what the pickle's length decides. */
    private record Entry(String name, String local, String descriptor, String central, String data) {}

    private static Path official() {
        return Fixtures.golden(".pth.tar").stream()
                .filter(f -> f.endsWith("nlq/model_4_12.5.pth.tar"))
                .findFirst()
                .orElseGet(() -> Fixtures.golden(".pth.tar").get(0));
    }

    /** The bytes of an archive, entry by entry as its directory has them. */
    private static List<Entry> entries(Path file) throws IOException {
        ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.capacity() - 22;
        int count = zip.getShort(end + 10);
        int directory = zip.getInt(end + 16);
        List<Entry> entries = new ArrayList<>();
        int at = directory;
        for (int i = 0; i < count; i++) {
            int nameLength = zip.getShort(at + 28);
            int local = zip.getInt(at + 42);
            int size = zip.getInt(at + 24);
            int extra = zip.getShort(local + 28);
            int data = local + 30 + nameLength + extra;
            String name = new String(zip.array(), at + 46, nameLength, StandardCharsets.UTF_8);
            assertEquals(0, data % 64, name);
            assertEquals("FB", new String(zip.array(), local + 30 + nameLength, 2, StandardCharsets.UTF_8));
            assertEquals(extra - 4, zip.getShort(local + 32 + nameLength), name);
            assertTrue(extra < 4 + 64, name);
            assertEquals(
                    "Z".repeat(extra - 4),
                    new String(zip.array(), data - extra + 4, extra - 4, StandardCharsets.UTF_8));
            boolean pickle = name.endsWith(PICKLE);
            entries.add(new Entry(
                    name.substring(name.indexOf('/') + 1),
                    hex(zip, local, 28),
                    pickle ? hex(zip, data + size, 4) : hex(zip, data + size, 16),
                    pickle ? hex(zip, at, 16) + hex(zip, at + 28, 14) : hex(zip, at, 42),
                    pickle ? "" : hex(zip, data, size)));
            at += 46 + nameLength;
        }
        // The end is at the same distances: zip64 record, its locator, the record of old.
        assertEquals(0x06064b50, zip.getInt(at));
        assertEquals(count, zip.getLong(at + 32));
        assertEquals(at - directory, zip.getLong(at + 40));
        assertEquals(directory, zip.getLong(at + 48));
        assertEquals(at, zip.getLong(at + 64));
        entries.add(new Entry("end", hex(zip, at, 32), hex(zip, at + 56, 8), hex(zip, end, 12), hex(zip, end + 20, 2)));
        return entries;
    }

    private static String hex(ByteBuffer bytes, int from, int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = from; i < from + count; i++) {
            hex.append(Character.forDigit(bytes.get(i) >> 4 & 15, 16))
                    .append(Character.forDigit(bytes.get(i) & 15, 16));
        }
        return hex.toString();
    }

    @Test
    void theArchiveIsLaidOutAsByTorchSave() throws IOException {
        assumeTrue(Fixtures.goldenIsOurs());
        Path official = official();
        Checkpoint checkpoint = Checkpoint.read(official);
        Path own = temporary.resolve(official.getFileName());
        Checkpoint.write(own, checkpoint.epoch().orElse(0), checkpoint.weights().values());

        List<Entry> expected = entries(official);
        List<Entry> actual = entries(own);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i));
        }
        try (ZipFile zip = new ZipFile(own.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                assertTrue(entry.getName().startsWith("model_4_12.5.pth/"));
                try (InputStream in = zip.getInputStream(entry)) {
                    assertEquals(entry.getSize(), in.readAllBytes().length);
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsReadAgainBitByBit() {
        List<NamedTensor> tensors = List.of(
                new NamedTensor("scalar", new long[0], new float[] {-0.0f}),
                new NamedTensor("vector", new long[] {3}, new float[] {1, Float.MIN_VALUE, Float.NaN}),
                new NamedTensor("five", new long[] {1, 2, 1, 2, 2}, new float[] {1, 2, 3, 4, 5, 6, 7, 8}),
                new NamedTensor("empty", new long[] {2, 0}, new float[0]),
                new NamedTensor("large", new long[] {300, 300}, new float[90_000]));
        Path file = temporary.resolve("model_70000_12.5.pth.tar");
        Checkpoint.write(file, 70_000, tensors);
        Checkpoint read = Checkpoint.read(file);
        assertEquals(70_000, read.epoch().orElseThrow());
        assertEquals(Map.of(), read.ema());
        assertEquals(tensors, List.copyOf(read.weights().values()));
    }

    @Test
    void twoTensorsOfOneNameAreRefusedAndTheFileStays() throws IOException {
        NamedTensor tensor = new NamedTensor("a", new long[] {1}, new float[1]);
        Path file = Files.writeString(temporary.resolve("m.pth.tar"), "before");
        assertThrows(DataException.class, () -> Checkpoint.write(file, 0, List.of(tensor, tensor)));
        assertEquals("before", Files.readString(file));
    }

    @Test
    void torchLoadsIt() throws IOException, InterruptedException {
        Path official = official();
        Checkpoint checkpoint = Checkpoint.read(official);
        Path own = temporary.resolve("model_3_26.834358523725836.pth.tar");
        Checkpoint.write(own, 3, checkpoint.weights().values());
        String compare = """
                try:
                    import torch, collections
                except ImportError:
                    print('no torch')
                    raise SystemExit
                a = torch.load(r'%s', map_location='cpu'); b = torch.load(r'%s', map_location='cpu')
                assert list(a) == ['epoch', 'state_dict'] and a['epoch'] == 3, a.keys()
                a, b = a['state_dict'], b['state_dict']
                assert type(a) is collections.OrderedDict and list(a) == list(b)
                for k in b:
                    x, y = a[k], b[k]
                    assert x.dtype is torch.float32 and x.is_contiguous() and not x.requires_grad, k
                    assert x.stride() == y.stride() and x.storage_offset() == 0, k
                    assert x.numpy().tobytes() == y.numpy().tobytes(), k
                """.formatted(own, official);
        String said = run(compare);
        assumeTrue(!said.equals("no torch"), "there is no python3 with torch");
        assertEquals("", said);
    }

    /** What Python says: nothing if all is well. */
    private String run(String script) throws IOException, InterruptedException {
        String said = "no torch";
        for (String python : List.of("/usr/bin/python3", "python3")) {
            if (said.equals("no torch")) {
                said = run(python, script);
            }
        }
        return said;
    }

    private String run(String python, String script) throws IOException, InterruptedException {
        Path said = Files.createTempFile(temporary, "said", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(python, "-c", script)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            return "no torch";
        }
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(said).strip();
        return !ended || process.exitValue() != 0 ? "python3 failed: " + text : text;
    }
}
