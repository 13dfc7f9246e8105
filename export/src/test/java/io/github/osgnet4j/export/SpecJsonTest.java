package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.network.NetworkSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A spec on its way through a manifest. */
class SpecJsonTest {

    private static final NetworkSpec SPEC = Networks.Kind.USUAL.spec();

    @Test
    void aSpecComesBackAsItWas() {
        assertEquals(SPEC, SpecJson.read(SpecJson.of(SPEC)));
    }

    @Test
    void aMissingFieldIsNamed() {
        Map<String, Object> json = new LinkedHashMap<>(SpecJson.of(SPEC));
        json.remove("video");
        assertRefused(json, "spec.video");
    }

    @Test
    void aFieldOfAnotherKindIsNamed() {
        Map<String, Object> json = new LinkedHashMap<>(SpecJson.of(SPEC));
        json.put("maxSeqLen", "many");
        assertRefused(json, "spec.maxSeqLen");
    }

    private static void assertRefused(Map<String, Object> json, String path) {
        String message =
                assertThrows(ExportException.class, () -> SpecJson.read(json)).getMessage();
        assertTrue(message.contains(path), message);
    }
}
