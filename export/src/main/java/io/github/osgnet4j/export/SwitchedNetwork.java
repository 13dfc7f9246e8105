package io.github.osgnet4j.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network in ONNX Runtime with every large layer in float32 or in 8 bits, selected for each run. */
final class SwitchedNetwork implements AutoCloseable {

    private static final String SWITCH = Int8Layers.Switched.SWITCH;

    private final OrtEnvironment environment = OnnxRuntimeEnvironment.get();
    private final NetworkGraphs graphs;
    private final List<Part> parts = new ArrayList<>();
    private final OnnxTensor on;
    private final OnnxTensor off;
    private final Map<Known, OrtSession.Result> inFloat = new HashMap<>();

    /** One graph of the network and the layers it switches, in the order of their use. */
    private record Part(String name, OrtSession session, Set<String> layers) {}

    private record Known(String part, Sample sample) {}

    /**
     * Writes the graphs, loads them and removes the files.
     *
     * @param layers which of them can be switched
     * @param scratch a folder with room for the weights in both forms
     */
    SwitchedNetwork(NetworkGraphs network, Int8Layers.Switched layers, Path scratch) throws IOException, OrtException {
        graphs = network.withInt8(layers);
        on = OnnxTensor.createTensor(environment, new boolean[] {true});
        off = OnnxTensor.createTensor(environment, new boolean[] {false});
        boolean complete = false;
        try {
            parts.add(load(graphs.video(), scratch));
            parts.add(load(graphs.text(), scratch));
            parts.add(load(graphs.query(), scratch));
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private Part load(OnnxGraph graph, Path scratch) throws IOException, OrtException {
        Path file = scratch.resolve(graph.name() + ".switched.onnx");
        List<Path> written = new OnnxModel(graph, "osgnet4j", "", Map.of()).write(file, OnnxModel.LARGEST_FILE);
        Set<String> layers = Collections.unmodifiableSet(new LinkedHashSet<>(graph.inputs().stream()
                .filter(input -> input.name().startsWith(SWITCH))
                .map(input -> input.name().substring(SWITCH.length()))
                .toList()));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new Part(graph.name(), environment.createSession(file.toString(), options), layers);
        } finally {
            for (Path path : written) {
                Files.delete(path);
            }
        }
    }

    /** The names of the layers' weights, in the order of their use. */
    List<String> layers() {
        return parts.stream().flatMap(p -> p.layers().stream()).distinct().toList();
    }

    /**
     * What the heads say of a sample.
     *
     * @param int8 the layers computed in 8 bits
     * @return {@code cls_logits_i} and {@code offsets_i}, padded steps included
     */
    Map<String, float[]> run(Sample sample, Set<String> int8) throws OrtException {
        Map<String, OnnxTensor> values = new HashMap<>();
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            feed(sample, values);
            opened.addAll(values.values());
            OrtSession.Result result = null;
            for (Part part : parts) {
                boolean shared = part != last() && Collections.disjoint(part.layers(), int8);
                result = shared ? inFloat(part, sample, values) : run(part, values, int8);
                if (!shared) {
                    opened.add(result);
                }
                for (Map.Entry<String, OnnxValue> output : result) {
                    values.put(output.getKey(), (OnnxTensor) output.getValue());
                }
            }
            return floats(result);
        } finally {
            for (AutoCloseable value : opened) {
                close(value);
            }
        }
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    /** What depends on no other graph is computed in float32 once. */
    private OrtSession.Result inFloat(Part part, Sample sample, Map<String, OnnxTensor> values) throws OrtException {
        Known key = new Known(part.name(), sample);
        OrtSession.Result known = inFloat.get(key);
        if (known == null) {
            known = run(part, values, Set.of());
            inFloat.put(key, known);
        }
        return known;
    }

    private OrtSession.Result run(Part part, Map<String, OnnxTensor> values, Set<String> int8) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (String name : part.session().getInputNames()) {
            if (name.startsWith(SWITCH)) {
                inputs.put(name, int8.contains(name.substring(SWITCH.length())) ? on : off);
            } else if (values.containsKey(name)) {
                inputs.put(name, values.get(name));
            } else {
                throw new ExportException("Nothing gives the input '" + name + "' of graph '" + part.name() + "'");
            }
        }
        return part.session().run(inputs);
    }

    private void feed(Sample sample, Map<String, OnnxTensor> values) throws OrtException {
        FloatTensor features = sample.padded(graphs);
        values.put("features", floats(features));
        values.put("lengths", integers(new float[] {sample.steps()}, 1));
        FloatTensor tokens = sample.tokens();
        values.put("tokens", floats(Sample.batched(tokens)));
        values.put("token_counts", integers(new float[] {tokens.dim(0)}, 1));
        if (sample.objects().isPresent()) {
            Sample.Objects objects = sample.objects().get();
            values.put(
                    "objects",
                    floats(FloatOps.network(spec(), graphs.parameters()).projectObjects(objects.table())));
            FloatTensor index = sample.ended(objects.index(), spec());
            values.put("object_index", integers(index.values(), 1, index.dim(0), index.dim(1)));
        }
    }

    private NetworkSpec spec() {
        return graphs.spec();
    }

    private OnnxTensor floats(FloatTensor t) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(t.values()), longs(t.shape()));
    }

    private OnnxTensor integers(float[] values, long... shape) throws OrtException {
        long[] integers = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (long) values[i];
        }
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(integers), shape);
    }

    private static long[] longs(int[] shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    private static Map<String, float[]> floats(OrtSession.Result result) {
        Map<String, float[]> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            outputs.put(output.getKey(), values);
        }
        return outputs;
    }

    private static void close(AutoCloseable value) throws OrtException {
        try {
            value.close();
        } catch (OrtException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws OrtException {
        for (OrtSession.Result result : inFloat.values()) {
            result.close();
        }
        for (Part part : parts) {
            part.session().close();
        }
        on.close();
        off.close();
    }
}
