package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.BundleVerification.TensorError;
import io.github.osgnet4j.runtime.Manifest.ElementType;
import io.github.osgnet4j.runtime.Manifest.Sample;
import io.github.osgnet4j.runtime.Manifest.SampleTensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs the samples of a bundle through a grounder. */
final class SampleRun {

    private final Bundle bundle;
    private final Grounder grounder;

    SampleRun(Bundle bundle, Grounder grounder) {
        this.bundle = bundle;
        this.grounder = grounder;
    }

    BundleVerification verify() {
        List<TensorError> errors = new ArrayList<>();
        if (!bundle.manifest().samples().isEmpty()) {
            Path file = bundle.file(Manifest.SAMPLES);
            try (FileChannel channel = FileChannel.open(file)) {
                for (Sample sample : bundle.manifest().samples()) {
                    errors.addAll(verify(new Tensors(file, channel, sample)));
                }
            } catch (IOException e) {
                throw new BundleException(file, "cannot be read: " + e, e);
            }
        }
        return new BundleVerification(errors);
    }

    private List<TensorError> verify(Tensors tensors) throws IOException {
        String name = tensors.sample.name();
        List<LevelScores> levels;
        try {
            VideoInput video = new VideoInput(name, tensors.floats("features"), tensors.rows("features"));
            levels = grounder.score(grounder.encode(video), query(tensors));
        } catch (InputException e) {
            throw new BundleException(tensors.file, "sample '" + name + "' does not fit: " + e.getMessage(), e);
        }
        List<TensorError> errors = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            String logits = "cls_logits_" + i;
            String offsets = "offsets_" + i;
            errors.add(error(tensors, logits, levels.get(i).logits()));
            errors.add(error(tensors, offsets, levels.get(i).offsets()));
        }
        return errors;
    }

    private TensorError error(Tensors tensors, String name, float[] found) throws IOException {
        double tolerance = bundle.manifest().precision().tolerance();
        return new TensorError(tensors.sample.name(), name, maxError(tensors, name, found), tolerance);
    }

    private static QueryInput query(Tensors tensors) throws IOException {
        StepObjects objects = StepObjects.none();
        if (tensors.find("objects").isPresent()) {
            objects = new StepObjects.Rows(tensors.floats("objects"), tensors.rows("objects"), steps(tensors));
        }
        return new QueryInput(tensors.sample.name(), tensors.floats("tokens"), tensors.rows("tokens"), objects);
    }

    private static int[][] steps(Tensors tensors) throws IOException {
        long[] index = tensors.longs("object_index");
        int steps = tensors.rows("object_index");
        int slots = steps == 0 ? 0 : index.length / steps;
        int[][] rows = new int[steps][];
        for (int step = 0; step < steps; step++) {
            rows[step] = Arrays.stream(index, step * slots, (step + 1) * slots)
                    .filter(row -> row >= 0)
                    .mapToInt(row -> (int) Math.min(row, Integer.MAX_VALUE))
                    .toArray();
        }
        return rows;
    }

    private static double maxError(Tensors tensors, String name, float[] found) throws IOException {
        float[] expected = tensors.floats(name);
        if (expected.length != found.length) {
            throw tensors.broken(
                    "expects " + expected.length + " numbers in " + name + ", the network gives " + found.length);
        }
        double error = 0;
        for (int i = 0; i < found.length; i++) {
            double b = expected[i];
            error = Math.max(error, Math.abs(found[i] - b) / (1 + Math.abs(b)));
        }
        return error;
    }

    /** The tensors of one sample in the file of samples. */
    private record Tensors(Path file, FileChannel channel, Sample sample) {

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
            return new BundleException(file, "sample '" + sample.name() + "' " + problem);
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
}
