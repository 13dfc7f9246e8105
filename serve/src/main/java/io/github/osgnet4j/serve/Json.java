package io.github.osgnet4j.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads untrusted JSON and writes our own. */
final class Json {

    static final String MEDIA_TYPE = "application/json";

    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 100_000;

    /** Where something began, in the words of the parser, which add that they do not quote the text. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; (line: \\d+, column: \\d+)\\]");

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxNameLength(LONGEST_NAME)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private Json() {}

    /**
     * Reads a document.
     *
     * @throws ProblemException if it is none, or is deeper or has longer numbers or texts than any request
     */
    static JsonNode read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(text(body));
            if (node == null || node.isMissingNode()) {
                throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body is empty, expected JSON");
            }
            return node;
        } catch (JacksonException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The body is not JSON that is accepted here: "
                            + Quoted.plain(
                                    SOURCE.matcher(e.getOriginalMessage()).replaceAll("$1")) + place(e),
                    e);
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST, "The body is not UTF-8, in which JSON is sent (RFC 8259)", e);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST, "The body is not JSON: " + Quoted.plain(e.toString()), e);
        }
    }

    /** Left to itself, the parser takes UTF-16 and UTF-32 too, and UTF-8 that is none. */
    private static Reader text(byte[] body) throws CharacterCodingException {
        boolean wide = body.length > 1 && (body[0] == 0 || body[1] == 0);
        if (wide) {
            throw new CharacterCodingException();
        }
        boolean marked =
                body.length > 2 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb && (body[2] & 0xff) == 0xbf;
        int from = marked ? 3 : 0;
        return new InputStreamReader(
                new ByteArrayInputStream(body, from, body.length - from), StandardCharsets.UTF_8.newDecoder());
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    /** Writes a value of ours. */
    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
