package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.runtime.error.InferenceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void aLackOfMemoryIsOneWhereverItIsAndItsMessageStaysInside() {
        for (Throwable lack :
                List.of(new OutOfMemoryError("/secret"), new InferenceException("/secret: std::bad_alloc", null))) {
            assertEquals(Problem.of(ProblemType.OUT_OF_MEMORY, "The server is short of memory"), Problem.of(lack));
        }
    }

    @Test
    void whatOnnxRuntimeFailsAtOtherwiseIsOurs() {
        Problem problem = Problem.of(new InferenceException("/secret: a node failed", null));
        assertEquals(Problem.of(ProblemType.INTERNAL, "The server failed to answer; its log has the reason"), problem);
    }
}
