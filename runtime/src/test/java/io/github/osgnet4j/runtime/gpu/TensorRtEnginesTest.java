package io.github.osgnet4j.runtime.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @BeforeEach
    void open() throws OrtException {
        fallback = ENVIRONMENT.createSession(EnginesOnCpu.model("T"));
        engines = EnginesOnCpu.of(fallback, built);
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
        engines = EnginesOnCpu.of(fallback, (profile, inputs) -> {
            built.add(profile.name());
            throw new OrtException("no memory");
        });
        assertSame(fallback, session(600, 1, 3));
        assertSame(fallback, session(601, 1, 3));
        assertEquals(1, built.size());
    }

    @Test
    void aGraphWithoutStepsHasNoEngines() throws OrtException {
        try (OrtSession other = ENVIRONMENT.createSession(EnginesOnCpu.model("frames"))) {
            engines = EnginesOnCpu.of(other, (profile, inputs) -> {
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
}
