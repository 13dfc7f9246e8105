package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

    @TempDir
    private Path folder;

    @Test
    void theChecksumIsThatOfTfRecord() {
        // CRC32C("123456789") is 0xe3069283 in its definition; masked as TFRecord does.
        byte[] data = "123456789".getBytes(StandardCharsets.US_ASCII);
        int expected = ((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8;
        assertEquals(expected, EventFile.maskedCrc(data, data.length));
    }

    @Test
    void recordsAreFramedByLengthAndChecksums() throws IOException {
        try (EventFile events = EventFile.create(folder, 1_000)) {
            events.scalar("train/loss", 1.5, 300, 2_000);
        }
        byte[] bytes;
        try (Stream<Path> files = Files.list(folder)) {
            bytes = Files.readAllBytes(files.findFirst().orElseThrow());
        }
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = record(file);
        assertEquals("brain.Event:2", new String(header, header.length - 13, 13, StandardCharsets.US_ASCII));
        ByteBuffer event = ByteBuffer.wrap(record(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1 << 3 | 1, event.get());
        assertEquals(2.0, event.getDouble());
        assertEquals(2 << 3, event.get());
        assertEquals(0x80 | 300 & 0x7F, event.get() & 0xFF);
        assertEquals(300 >> 7, event.get());
        assertEquals(5 << 3 | 2, event.get());
        assertEquals(19, event.get());
        assertEquals(1 << 3 | 2, event.get());
        assertEquals(17, event.get());
        assertEquals(1 << 3 | 2, event.get());
        byte[] tag = new byte[event.get()];
        event.get(tag);
        assertEquals("train/loss", new String(tag, StandardCharsets.US_ASCII));
        assertEquals(2 << 3 | 5, event.get());
        assertEquals(1.5f, event.getFloat());
        assertEquals(0, file.remaining());
    }

    private static byte[] record(ByteBuffer file) {
        byte[] length = new byte[8];
        file.get(length);
        assertEquals(EventFile.maskedCrc(length, 8), file.getInt());
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        file.get(data);
        assertEquals(EventFile.maskedCrc(data, data.length), file.getInt());
        return data;
    }
}
