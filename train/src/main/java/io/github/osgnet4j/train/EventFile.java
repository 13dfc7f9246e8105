package io.github.osgnet4j.train;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Scalars for TensorBoard: TFRecord framing (length, masked CRC32C of it, data, masked CRC32C of that) around the
 * protobuf messages Event, Summary and Value, of which this writes the few fields it needs.
 */
final class EventFile implements AutoCloseable {

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
            events.record(event(milliseconds).addField(3, field(ByteString.copyFromUtf8("brain.Event:2"))));
            return events;
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    void scalar(String tag, double value, long step, long milliseconds) {
        UnknownFieldSet.Builder one = UnknownFieldSet.newBuilder()
                .addField(1, field(ByteString.copyFromUtf8(tag)))
                .addField(2, field((float) value));
        UnknownFieldSet.Builder summary = UnknownFieldSet.newBuilder().addField(1, nested(one.build()));
        record(event(milliseconds).addField(2, field(step)).addField(5, nested(summary.build())));
    }

    private static UnknownFieldSet.Builder event(long milliseconds) {
        return UnknownFieldSet.newBuilder().addField(1, field(milliseconds / 1000.0));
    }

    private void record(UnknownFieldSet.Builder event) {
        byte[] data = event.build().toByteArray();
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

    /** A field that holds a message. */
    private static Field nested(UnknownFieldSet message) {
        return field(message.toByteString());
    }

    private static Field field(ByteString bytes) {
        return Field.newBuilder().addLengthDelimited(bytes).build();
    }

    private static Field field(double value) {
        return Field.newBuilder().addFixed64(Double.doubleToRawLongBits(value)).build();
    }

    private static Field field(float value) {
        return Field.newBuilder().addFixed32(Float.floatToRawIntBits(value)).build();
    }

    private static Field field(long value) {
        return Field.newBuilder().addVarint(value).build();
    }
}
