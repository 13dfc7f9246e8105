package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    @TempDir
    Path folder;

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array();
        return Fixtures.concat(length, json, data);
    }

    private Safetensors read(byte[] bytes) {
        return Safetensors.read(Fixtures.write(folder.resolve("w.safetensors"), bytes));
    }

    private String refused(byte[] bytes) {
        String message = assertThrows(DataException.class, () -> read(bytes)).getMessage();
        assertTrue(message.contains("w.safetensors"), message);
        return message;
    }

    private static byte[] little(int bytes, Consumer<ByteBuffer> fill) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(buffer);
        return buffer.array();
    }

    @Test
    void everyDtypeIsRead() {
        byte[] data = little(
                28 + 24,
                b -> b.putFloat(1.5f)
                        .putFloat(-2)
                        .putShort((short) 0x3c00)
                        .putShort((short) 0xc000)
                        .putShort((short) 0x3fc0)
                        .putShort((short) 0xc000)
                        .putInt(0)
                        .putDouble(0.25)
                        .putDouble(-1)
                        .putLong(-7)
                        .putLong(9));
        String header = "{\"f16\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[8,12]},"
                + "\"f32\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"bf16\":{\"shape\":[2],\"dtype\":\"BF16\",\"data_offsets\":[12,16]},"
                + "\"zero\":{\"shape\":[],\"dtype\":\"F32\",\"data_offsets\":[16,20]},"
                + "\"none\":{\"shape\":[0,5],\"dtype\":\"F32\",\"data_offsets\":[20,20]},"
                + "\"f64\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[20,36]},"
                + "\"__metadata__\":{\"format\":\"pt\",\"what\":\"é\"},"
                + "\"i64\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[36,52]}}  ";
        Safetensors read = read(file(header, data));

        assertEquals(
                List.of("f32", "f16", "bf16", "zero", "none", "f64", "i64"),
                List.copyOf(read.tensors().keySet()));
        assertArrayEquals(new float[] {1.5f, -2}, read.tensors().get("f32").values());
        assertArrayEquals(new long[] {1, 2}, read.tensors().get("f32").shape());
        assertArrayEquals(new float[] {1, -2}, read.tensors().get("f16").values());
        assertArrayEquals(new float[] {1.5f, -2}, read.tensors().get("bf16").values());
        assertArrayEquals(new float[] {0}, read.tensors().get("zero").values());
        assertArrayEquals(new long[] {0, 5}, read.tensors().get("none").shape());
        assertArrayEquals(new float[] {.25f, -1}, read.tensors().get("f64").values());
        assertArrayEquals(new float[] {-7, 9}, read.tensors().get("i64").values());
        assertEquals(Map.of("format", "pt", "what", "é"), read.metadata());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<NamedTensor> tensors = List.of(
                new NamedTensor("b.weight", new long[] {2, 2}, new float[] {1, 2, 3, 4}),
                new NamedTensor("a \"quoted\" ü", new long[] {}, new float[] {-0f}),
                new NamedTensor("c", new long[] {0}, new float[0]));
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, tensors, Map.of("format", "pt"));

        Safetensors read = Safetensors.read(file);
        assertEquals(tensors, List.copyOf(read.tensors().values()));
        assertEquals(Map.of("format", "pt"), read.metadata());
        ByteBuffer bytes = ByteBuffer.wrap(Fixtures.bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0, bytes.getLong(0) % 8, "the data is aligned");
        assertEquals('{', bytes.get(8), "the header starts with its brace");
        assertEquals(8 + bytes.getLong(0) + 20, bytes.capacity());
    }

    /** Values that are there a few at a time, in one and the same buffer. */
    private static StreamedTensor streamed(NamedTensor tensor, long[] shape) {
        float[] values = tensor.values();
        FloatBuffer buffer = FloatBuffer.allocate(2);
        return new StreamedTensor() {
            @Override
            public String name() {
                return tensor.name();
            }

            @Override
            public long[] shape() {
                return shape;
            }

            @Override
            public Iterable<FloatBuffer> pieces() {
                return () -> IntStream.iterate(0, at -> at < values.length, at -> at + 2)
                        .mapToObj(at -> buffer.clear()
                                .put(values, at, Math.min(2, values.length - at))
                                .flip())
                        .iterator();
            }
        };
    }

    @Test
    void valuesInPiecesGiveTheBytesOfThoseOnTheHeap() throws IOException {
        List<NamedTensor> tensors = List.of(
                new NamedTensor("b.weight", new long[] {5}, new float[] {1, 2, 3, 4, 5}),
                new NamedTensor("c", new long[] {2, 2}, new float[] {6, 7, 8, 9}),
                new NamedTensor("d", new long[] {0}, new float[0]));
        List<StreamedTensor> pieces =
                tensors.stream().map(t -> streamed(t, t.shape())).toList();
        Path expected = folder.resolve("heap.safetensors");
        Path found = folder.resolve("pieces.safetensors");
        Safetensors.write(expected, tensors, Map.of("epoch", "3"));
        Safetensors.write(found, pieces, Map.of("epoch", "3"));
        assertEquals(-1, Files.mismatch(expected, found));
        expected = folder.resolve("heap/w.pth.tar");
        found = folder.resolve("pieces/w.pth.tar");
        Files.createDirectory(expected.getParent());
        Files.createDirectory(found.getParent());
        Checkpoint.write(expected, 2, tensors);
        Checkpoint.write(found, 2, pieces);
        assertEquals(-1, Files.mismatch(expected, found));
    }

    @Test
    void valuesThatDoNotFillTheirShapeLeaveTheFileAsItWas() throws IOException {
        NamedTensor tensor = new NamedTensor("a", new long[] {3}, new float[] {1, 2, 3});
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, List.of(tensor), Map.of());
        byte[] before = Files.readAllBytes(file);
        List<StreamedTensor> wrong = List.of(streamed(tensor, new long[] {4}));
        assertThrows(IllegalStateException.class, () -> Safetensors.write(file, wrong, Map.of()));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aNameCannotBeWrittenTwice() {
        NamedTensor a = new NamedTensor("a", new long[] {1}, new float[1]);
        Path file = folder.resolve("w.safetensors");
        assertThrows(DataException.class, () -> Safetensors.write(file, List.of(a, a), Map.of()));
        NamedTensor metadata = new NamedTensor("__metadata__", new long[] {1}, new float[1]);
        assertThrows(DataException.class, () -> Safetensors.write(file, List.of(metadata), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "",
                "{",
                "nul",
                "{} {}",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999999],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[[[[[2]]]]],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}",
                "{\"__metadata__\":{\"a\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            })
    void aHeaderThatDoesNotFitTheDataIsRefused(String header) {
        assertTrue(refused(file(header, new byte[8])).length() < 500);
    }

    @Test
    void aGiantHeaderIsRefused() {
        for (long length : new long[] {-1, 100_000_001, 1000, Long.MAX_VALUE}) {
            byte[] bytes = little(100, b -> b.putLong(length));
            assertTrue(refused(bytes).contains("header of " + Long.toUnsignedString(length)));
        }
    }

    @Test
    void truncatedAndDamagedFilesNeverGiveAnythingButADataException() {
        byte[] whole = file(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[12,24]}}",
                new byte[24]);
        Fixtures.assertEveryTruncationRefused(whole, this::read);
        Fixtures.assertDamageNeverEscapes(whole, 500, this::read);
    }

    @Test
    void aFlippedBitInWhatIsWrittenIsNoticedOrChangesNothing() {
        Path file = folder.resolve("w.safetensors");
        List<NamedTensor> tensors = List.of(
                new NamedTensor("b.weight", new long[] {2, 2}, new float[] {1, 2, 3, 4}),
                new NamedTensor("c.weight", new long[] {2, 2}, new float[] {5, 6, 7, 8}));
        Safetensors.write(file, tensors, Map.of("epoch", "3"));
        byte[] whole = Fixtures.bytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Safetensors read = read(flipped);
                assertEquals(tensors, List.copyOf(read.tensors().values()), "bit " + bit);
                assertEquals("3", read.metadata().get("epoch"), "bit " + bit);
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("w.safetensors"), e.getMessage());
            }
        }
        whole[whole.length - 3] ^= 1;
        assertTrue(refused(whole).contains("SHA-256"));
    }
}
