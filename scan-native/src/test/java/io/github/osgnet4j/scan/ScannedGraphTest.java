package io.github.osgnet4j.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.export.OnnxOps;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.ScanDirection;
import io.github.osgnet4j.runtime.bundle.Target;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported runs in native code with the library, and as nodes without it. */
class ScannedGraphTest {

    private static final int CHANNELS = 24;
    private static final int STATES = 16;

    private final Random random = new Random(3);
    private final Map<String, NamedTensor> parameters = new HashMap<>();

    @TempDir
    private Path folder;

    private void parameter(String name, double scale, long... shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        parameters.put(name, new NamedTensor(name, shape, values));
    }

    private <T> T bothDirections(Ops<T> op, Params<T> w, T xz) {
        T forwards = op.scanned(xz, Lengths.full(), direction(op, w, false));
        return op.add(forwards, op.scanned(xz, Lengths.full(), direction(op, w, true)));
    }

    private <T> ScanDirection<T> direction(Ops<T> op, Params<T> w, boolean backwards) {
        return new ScanDirection<>(
                CHANNELS,
                backwards,
                w.get("m.filter.weight"),
                w.get("m.filter.bias"),
                w.get("m.A_log"),
                w.get("m.D"),
                u -> {
                    List<T> parts = op.split(op.linear(u, w.get("m.x.weight")), CHANNELS, STATES, STATES);
                    return new ScanDirection.Mixing<>(parts.get(0), parts.get(1), parts.get(2));
                });
    }

    /** A trace tells what ran. */
    @Test
    void withTheLibraryAsTwoNodesAndWithoutAsMany() throws OrtException, IOException, URISyntaxException {
        Library library = Library.built();
        parameter("m.filter.weight", 0.5, CHANNELS, 1, 4);
        parameter("m.filter.bias", 0.5, CHANNELS);
        parameter("m.A_log", 0.5, CHANNELS, STATES);
        parameter("m.D", 0.5, CHANNELS);
        parameter("m.x.weight", 0.2, CHANNELS + 2 * STATES, CHANNELS);
        FloatTensor xz = Library.map(FloatTensor.zeros(1, 70, 2 * CHANNELS), x -> random.nextGaussian());
        OnnxGraph graph = new OnnxGraph("scan");
        OnnxOps op = new OnnxOps(graph, Dim.of(1), parameters, Target.CPU);
        Value input = graph.input("xz", ElementType.FLOAT, Shape.of(Dim.of(1), Dim.symbol("T"), Dim.of(2 * CHANNELS)));
        graph.output("y", bothDirections(op, op.params(), input));
        Params<FloatTensor> floats = Params.of(name -> Optional.ofNullable(parameters.get(name))
                .map(p -> new FloatTensor(
                        Arrays.stream(p.shape()).mapToInt(Math::toIntExact).toArray(), p.values())));
        float[] expected = bothDirections(new FloatOps(), floats, xz).values();
        for (boolean registered : List.of(true, false)) {
            try (SessionOptions options = new SessionOptions()) {
                options.enableProfiling(folder.resolve("trace").toString());
                if (registered) {
                    library.register(options);
                }
                try (OrtSession session = Library.open(graph, options)) {
                    float[] found = Library.run(session, Map.of("xz", xz));
                    Library.assertClose(
                            expected,
                            new float[expected.length],
                            Map.of(registered ? "the library" : "the nodes", found));
                    String trace = Files.readString(Path.of(session.endProfiling()));
                    for (String operator :
                            List.of("SelectiveScan", "SelectiveScanReversed", "CausalConv", "CausalConvReversed")) {
                        assertEquals(registered, trace.contains("\"op_name\" : \"" + operator + "\""), operator);
                    }
                    for (String operator : List.of("Scan", "Conv", "Transpose", "Slice")) {
                        assertEquals(!registered, trace.contains("\"op_name\" : \"" + operator + "\""), operator);
                    }
                }
            }
        }
    }
}
