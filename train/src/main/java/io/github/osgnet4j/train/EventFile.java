package io.github.osgnet4j.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Scalars for TensorBoard: TFRecord framing (length, masked CRC32C of it, data, masked CRC32C of that) around the
 * protobuf messages Event, Summary and Value, of which this writes the few fields it needs.
 */
final class EventFile implements AutoCloseable {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final FileChannel channel;
    private final Path file;

    private EventFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** A new file in a folder, named so that TensorBoard finds it and reads it after older ones. */
    static EventFile create(Path folder, long milliseconds) {
        Path file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%013d.osgnet", milliseconds));
        try {
            EventFile events =
                    new EventFile(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            Message first = new Message().fixed64(1, milliseconds / 1000.0);
            events.record(first.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
            return events;
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    void scalar(String tag, double value, long step, long milliseconds) {
        Message one =
                new Message().bytes(1, tag.getBytes(StandardCharsets.UTF_8)).fixed32(2, (float) value);
        Message summary = new Message().bytes(1, one.toBytes());
        record(new Message().fixed64(1, milliseconds / 1000.0).varint(2, step).bytes(5, summary.toBytes()));
    }

    private void record(Message event) {
        byte[] data = event.toBytes();
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), 8));
        record.put(data);
        record.putInt(maskedCrc(data, data.length));
        try {
            channel.write(record.flip());
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** The checksum of TFRecord: rotated by 15 bits plus a constant. */
    static int maskedCrc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be closed: " + e.getMessage(), e);
        }
    }

    /** A protobuf message in the making. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            key(field, VARINT);
            put(value);
            return this;
        }

        Message fixed64(int field, double value) {
            key(field, FIXED64);
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array());
            return this;
        }

        Message fixed32(int field, float value) {
            key(field, FIXED32);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            key(field, BYTES);
            put(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void key(int field, int type) {
            put((long) field << 3 | type);
        }

        private void put(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
