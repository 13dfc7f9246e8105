package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.gpu.EnginesOnCpu;
import io.github.osgnet4j.runtime.gpu.TensorRtEngines;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphTest {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    @Test
    void aGraphRunsOnTheEngineItsInputsChoose() throws OrtException {
        List<String> built = new ArrayList<>();
        byte[] model = EnginesOnCpu.model("T");
        try (OrtSession fallback = ENVIRONMENT.createSession(model);
                TensorRtEngines engines = EnginesOnCpu.of(fallback, built);
                Graph graph = new Graph("tiny", ENVIRONMENT, ENVIRONMENT.createSession(model)).with(engines);
                OnnxTensor video = graph.tensor(FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6, 7, 8}), 1, 2, 4);
                OnnxTensor text = graph.tensor(FloatBuffer.wrap(new float[] {1, 1, 1, 1}), 1, 1, 4);
                OrtSession.Result result = graph.run(Map.of("video", video, "text", text))) {
            float[][] y = (float[][]) result.get(0).getValue();
            assertEquals(Set.of(7f, 9f, 11f, 13f), Set.of(y[0][0], y[0][1], y[0][2], y[0][3]));
        }
        assertTrue(built.contains("T512-B2-L10-O1-K1"));
    }
}
