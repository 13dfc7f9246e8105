package io.github.osgnet4j.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtSession.RunOptions;
import org.junit.jupiter.api.Test;

class TerminationTest {

    @Test
    void onlyRunsInsideItAreStopped() {
        Termination termination = new Termination();
        assertNull(Termination.current());
        assertNotNull(termination.run(Termination::current));
        assertThrows(
                IllegalStateException.class,
                () -> termination.run(() -> {
                    throw new IllegalStateException("a run that fails");
                }));
        assertNull(Termination.current());
        termination.close();
    }

    @Test
    void closingFreesItOnceAndStoppingItThenDoesNothing() {
        Termination termination = new Termination();
        RunOptions options = termination.run(Termination::current);
        termination.terminate();
        termination.close();
        termination.close();
        termination.terminate();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> options.setTerminate(true));
        assertEquals("Trying to use a closed RunOptions", e.getMessage());
    }
}
