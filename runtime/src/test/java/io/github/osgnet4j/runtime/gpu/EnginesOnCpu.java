package io.github.osgnet4j.runtime.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.TinyGraph;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.util.List;
import java.util.Map;

/** Sessions on the CPU that stand in for engines. */
public final class EnginesOnCpu {

    private EnginesOnCpu() {}

    /** A graph that sums a video and a text, with this symbol for the video's steps. */
    public static byte[] model(String steps) {
        TinyGraph g = new TinyGraph();
        String video = g.input("video", "V", steps, "4");
        String text = g.input("text", "B", "L", "4");
        g.output("y", g.op("Add", g.sum(video, 1), g.sum(text, 1)), -1, 4);
        return g.bytes();
    }

    /** Engines of {@link #model} that write down the profiles they are built for. */
    public static TensorRtEngines of(OrtSession fallback, List<String> built) throws OrtException {
        return of(fallback, (profile, inputs) -> {
            built.add(profile.name());
            assertEquals(Map.of("video", List.of("V", "T", "4"), "text", List.of("B", "L", "4")), inputs);
            return OrtEnvironment.getEnvironment().createSession(model("T"));
        });
    }

    static TensorRtEngines of(OrtSession fallback, TensorRtEngines.Builder builder) throws OrtException {
        return new TensorRtEngines(
                fallback,
                steps -> ShapeProfile.of(steps, 2, new TinyNetwork(false).dimensions(), new EngineLimits(10, 1, 1)),
                builder);
    }
}
