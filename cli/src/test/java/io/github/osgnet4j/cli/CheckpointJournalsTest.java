package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointJournalsTest {

    @TempDir
    private Path folder;

    /** As where there is a library and ONNX Runtime refuses it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersThatGoOnHaveOneFormOfTheScan(boolean expected) {
        try (CheckpointJournals journals = CheckpointJournals.lasting(folder.resolve("answers"), false)) {
            journals.begin(List.of(), GroundingIdentity.withScan(new JobIdentity(), expected), List.of());
            journals.requireScan(expected);
            String refusal = assertThrows(CommandException.class, () -> journals.requireScan(!expected))
                    .getMessage();
            assertTrue(refusal.contains("and is " + (expected ? "nodes" : "native code")), refusal);
            assertTrue(refusal.contains("OSGNET_SCAN=onnx"), refusal);
        }
    }

    @Test
    void answersOfOneRunAloneHaveTheFormThatThereIs() {
        try (CheckpointJournals journals = CheckpointJournals.ofThisRun(folder.resolve("answers"))) {
            journals.begin(List.of(), new JobIdentity(), List.of());
            journals.requireScan(true);
            journals.requireScan(false);
        }
    }
}
