package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PART = 1 << 16;

    /** However lines and the parts in which they are read end. */
    @Test
    void linesOfAnyLengthAreReadWholeAndATornOneIsNot() throws IOException {
        List<ObjectNode> written = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int fixed = JournalLines.line(JSON.createObjectNode().put("x", "")).length();
        for (int length : new int[] {PART, PART - 1, PART + 1, fixed, 2 * PART, 3 * PART - 2, fixed + 1}) {
            ObjectNode node = JSON.createObjectNode().put("x", "y".repeat(length - fixed));
            written.add(node);
            text.append(JournalLines.line(node));
        }
        byte[] bytes = (text + "{\"x\":").getBytes(StandardCharsets.UTF_8);
        JournalLines lines = new JournalLines(new ByteArrayInputStream(bytes));
        for (ObjectNode node : written) {
            assertEquals(
                    node.get("x").asText(), lines.next().orElseThrow().get("x").asText());
        }
        assertEquals("", lines.torn());
        assertEquals(Optional.empty(), lines.next());
        assertEquals("{\"x\":", lines.torn());
        assertEquals(written.size(), lines.number());
        assertEquals(text.length(), lines.end());
    }
}
