package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.GpuOptions.EngineLimits;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which session a query runs on, with sessions on the CPU standing in for engines. */
class TensorRtEnginesTest {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final List<String> built = new ArrayList<>();
    private OrtSession fallback;
    private TensorRtEngines engines;
    private byte[] model;

    @BeforeEach
    void open() throws OrtException {
        model = model("T");
        fallback = ENVIRONMENT.createSession(model);
        engines = engines(fallback, (profile, inputs) -> {
            built.add(profile.name());
            assertEquals(Map.of("video", List.of("V", "T", "4"), "text", List.of("B", "L", "4")), inputs);
            return ENVIRONMENT.createSession(model);
        });
    }

    private static byte[] model(String steps) {
        TinyGraph g = new TinyGraph();
        String video = g.input("video", "V", steps, "4");
        String text = g.input("text", "B", "L", "4");
        g.output("y", g.op("Add", g.sum(video, 1), g.sum(text, 1)), -1, 4);
        return g.bytes();
    }

    private static TensorRtEngines engines(OrtSession fallback, TensorRtEngines.Builder builder) throws OrtException {
        return new TensorRtEngines(
                fallback,
                steps -> ShapeProfile.of(steps, 2, new TinyNetwork(false).dimensions(), new EngineLimits(10, 1, 1)),
                builder);
    }

    @AfterEach
    void close() throws OrtException {
        engines.close();
        fallback.close();
    }

    private OrtSession session(int steps, int queries, int tokens) {
        try (OnnxTensor video = tensor(1, steps, 4);
                OnnxTensor text = tensor(queries, tokens, 4)) {
            return engines.session(Map.of("video", video, "text", text));
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    private static OnnxTensor tensor(int... shape) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.allocate(shape[0] * shape[1] * shape[2]), new long[] {
            shape[0], shape[1], shape[2]
        });
    }

    @Test
    void videosOfOneBucketShareAnEngineThatIsBuiltOnce() {
        OrtSession engine = session(600, 1, 3);
        assertNotSame(fallback, engine);
        assertSame(engine, session(1024, 2, 10));
        assertSame(engine, session(513, 1, 1));
        assertEquals(List.of("T1024-B2-L10-O1-K1"), built);
    }

    @Test
    void eachBucketHasAnEngineOfItsOwn() {
        assertNotSame(session(512, 1, 3), session(513, 1, 3));
        assertEquals(List.of("T512-B2-L10-O1-K1", "T1024-B2-L10-O1-K1"), built);
    }

    @Test
    void whatNoEngineTakesRunsOnTheSessionThatTakesAll() {
        assertSame(fallback, session(600, 3, 3));
        assertSame(fallback, session(600, 1, 11));
        assertEquals(List.of(), built);
    }

    @Test
    void anEngineThatCannotBeBuiltIsTriedOnce() throws OrtException {
        engines = engines(fallback, (profile, inputs) -> {
            built.add(profile.name());
            throw new OrtException("no memory");
        });
        assertSame(fallback, session(600, 1, 3));
        assertSame(fallback, session(601, 1, 3));
        assertEquals(1, built.size());
    }

    @Test
    void aGraphWithoutStepsHasNoEngines() throws OrtException {
        try (OrtSession other = ENVIRONMENT.createSession(model("frames"))) {
            engines = engines(other, (profile, inputs) -> {
                throw new OrtException("not to be asked");
            });
            assertSame(other, session(600, 1, 3));
        }
    }

    @Test
    void threadsThatNeedTheSameEngineWaitForOne() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<OrtSession>> sessions = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int steps = 1 + i * 10;
                sessions.add(pool.submit(() -> session(steps, 1, 3)));
            }
            for (Future<OrtSession> s : sessions) {
                assertSame(sessions.get(0).get(), s.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, built.size());
    }

    @Test
    void aGraphRunsOnTheEngineItsInputsChoose() throws OrtException {
        try (Graph graph = new Graph("tiny", ENVIRONMENT, ENVIRONMENT.createSession(model)).with(engines);
                OnnxTensor video = graph.tensor(FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6, 7, 8}), 1, 2, 4);
                OnnxTensor text = graph.tensor(FloatBuffer.wrap(new float[] {1, 1, 1, 1}), 1, 1, 4);
                OrtSession.Result result = graph.run(Map.of("video", video, "text", text))) {
            float[][] y = (float[][]) result.get(0).getValue();
            assertEquals(Set.of(7f, 9f, 11f, 13f), Set.of(y[0][0], y[0][1], y[0][2], y[0][3]));
        }
        assertTrue(built.contains("T512-B2-L10-O1-K1"));
    }
}
