package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

/** The log as JSON. */
class JsonLinesTest {

    private final LoggerContext context = new LoggerContext();
    private final JsonLines lines = new JsonLines();

    private LoggingEvent event(String message, Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                "fqcn", context.getLogger("osgnet.test"), Level.WARN, "{} said", failure, new Object[] {message});
        event.setMDCPropertyMap(Map.of("requestId", "4bf9-00f0"));
        return event;
    }

    private JsonNode json(LoggingEvent event) throws IOException {
        String text = new String(lines.encode(event), StandardCharsets.UTF_8);
        assertTrue(text.endsWith(System.lineSeparator()), text);
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.strip().chars().allMatch(c -> c >= ' ' && c < 0x7f), text);
        return new ObjectMapper().readTree(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "two\nlines\r\n",
                "\"}\n{\"level\": \"ERROR\"}",
                "\u2028\u2029\u0085\u0000\u009b2J",
                "where is \ud83d\udd2a"
            })
    void whateverIsSaidIsOneLine(String text) throws IOException {
        JsonNode json = json(event(text, null));
        assertEquals(text + " said", json.get("message").asText());
        assertEquals("WARN", json.get("level").asText());
        assertEquals("osgnet.test", json.get("logger").asText());
        assertEquals("4bf9-00f0", json.get("requestId").asText());
        assertTrue(json.get("time").asText().endsWith("Z"), json.toString());
    }

    @Test
    void halfOfASurrogatePairIsNoLoss() throws IOException {
        assertTrue(json(event("\ud800x", null)).get("message").asText().endsWith("x said"));
    }

    @Test
    void fieldsKeepTheirTypes() throws IOException {
        LoggingEvent event = event("x", null);
        event.addKeyValuePair(new KeyValuePair("status", 404));
        event.addKeyValuePair(new KeyValuePair("millis", 1.25));
        event.addKeyValuePair(new KeyValuePair("path", "/a\nb"));
        JsonNode json = json(event);
        assertTrue(json.get("status").isInt());
        assertEquals(1.25, json.get("millis").asDouble());
        assertEquals("/a\nb", json.get("path").asText());
    }

    @Test
    void aStackTraceIsPartOfTheLine() throws IOException {
        JsonNode json = json(event("x", new IllegalStateException("why\nnot", new IOException("because"))));
        assertTrue(json.get("exception").asText().contains("why\nnot"), json.toString());
        assertTrue(json.get("exception").asText().contains("Caused by: java.io.IOException: because"), json.toString());
    }
}
