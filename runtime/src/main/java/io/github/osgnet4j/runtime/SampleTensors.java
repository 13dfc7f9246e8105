package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.Sample;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import io.github.osgnet4j.runtime.bundle.SampleTensor.ElementType;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.OpeningInterruptedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one sample in the file of samples.
 *
 * @param file for messages
 * @param channel of the file, open
 * @param sample says where they are
 */
record SampleTensors(Path file, FileChannel channel, Sample sample) {

    /** Reads something of each sample of a bundle. */
    interface Reader<T> {
        T read(SampleTensors tensors) throws IOException;
    }

    /**
     * What a reader makes of the samples of a bundle, one after the other.
     *
     * @throws BundleException if the file of samples cannot be read
     * @throws OpeningInterruptedException if the thread is interrupted
     */
    static <T> List<T> each(Bundle bundle, Reader<T> reader) {
        return OpeningInterruptedException.unlessInterrupted(bundle.folder(), () -> read(bundle, reader));
    }

    private static <T> List<T> read(Bundle bundle, Reader<T> reader) {
        List<T> results = new ArrayList<>();
        if (!bundle.manifest().samples().isEmpty()) {
            Path file = bundle.file(Manifest.SAMPLES);
            try (FileChannel channel = FileChannel.open(file)) {
                for (Sample sample : bundle.manifest().samples()) {
                    results.add(reader.read(new SampleTensors(file, channel, sample)));
                }
            } catch (IOException e) {
                throw new BundleException(file, "cannot be read: " + e, e);
            }
        }
        return results;
    }

    Optional<SampleTensor> find(String name) {
        return sample.tensors().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    int rows(String name) {
        SampleTensor tensor = require(name);
        return tensor.shape().isEmpty() ? 1 : Math.toIntExact(tensor.shape().get(0));
    }

    float[] floats(String name) throws IOException {
        FloatBuffer content = bytes(name, ElementType.FLOAT32).asFloatBuffer();
        float[] values = new float[content.remaining()];
        content.get(values);
        return values;
    }

    long[] longs(String name) throws IOException {
        LongBuffer content = bytes(name, ElementType.INT64).asLongBuffer();
        long[] values = new long[content.remaining()];
        content.get(values);
        return values;
    }

    BundleException broken(String problem) {
        return broken(problem, null);
    }

    BundleException broken(String problem, @Nullable Exception cause) {
        return new BundleException(file, "sample '" + sample.name() + "' " + problem, cause);
    }

    private SampleTensor require(String name) {
        return find(name).orElseThrow(() -> broken("lacks the tensor '" + name + "'"));
    }

    private ByteBuffer bytes(String name, ElementType type) throws IOException {
        SampleTensor tensor = require(name);
        if (tensor.type() != type) {
            throw broken("has '" + name + "' as " + tensor.type() + ", expected " + type);
        }
        long size = (long) tensor.elements() * type.bytes();
        if (size > channel.size() - tensor.offset()) {
            throw broken("has '" + name + "' at bytes " + tensor.offset() + " to " + (tensor.offset() + size)
                    + ", the file has " + channel.size());
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw broken("has '" + name + "' of " + size + " bytes, too large for a sample");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, tensor.offset() + buffer.position()) < 0) {
                throw new EOFException("shorter than when it was opened");
            }
        }
        return buffer.rewind();
    }
}
