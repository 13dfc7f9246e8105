package io.github.osgnet4j.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * The log as JSON, an object in a line: time, level, logger, thread, message, what is known of the request and, where there
 * is one, the stack trace. All in ASCII, so that no text of anybody breaks a line or needs a charset.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final byte[] NONE = new byte[0];

    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("message", event.getFormattedMessage());
            for (Map.Entry<String, String> known : event.getMDCPropertyMap().entrySet()) {
                out.writeStringField(known.getKey(), known.getValue());
            }
            if (event.getKeyValuePairs() != null) {
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    write(out, pair);
                }
            }
            if (event.getThrowableProxy() != null) {
                out.writeStringField("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append(System.lineSeparator()).toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(JsonGenerator out, KeyValuePair pair) throws IOException {
        out.writeFieldName(pair.key);
        if (pair.value instanceof Integer || pair.value instanceof Long) {
            out.writeNumber(((Number) pair.value).longValue());
        } else if (pair.value instanceof Double number) {
            out.writeNumber(number);
        } else {
            out.writeString(String.valueOf(pair.value));
        }
    }
}
