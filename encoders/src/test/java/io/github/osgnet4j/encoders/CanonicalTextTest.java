package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts get the form that CONE gave them; {@code canonical.jsonl} has pairs that Python made. */
class CanonicalTextTest {

    @Test
    void aQuestionIsWhatPythonMakesOfIt() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                CanonicalTextTest.class.getResourceAsStream("canonical.jsonl"), StandardCharsets.UTF_8))) {
            List<String> lines = in.lines().toList();
            assertTrue(lines.size() > 100);
            for (String line : lines) {
                JsonNode pair = new ObjectMapper().readTree(line);
                assertEquals(
                        pair.get(1).textValue(),
                        CanonicalText.NLQ_QUESTION.of(pair.get(0).textValue()),
                        line);
            }
        }
    }

    @Test
    void withoutAFormATextStaysAsItIs() {
        assertEquals(" Where? ", CanonicalText.NONE.of(" Where? "));
    }
}
