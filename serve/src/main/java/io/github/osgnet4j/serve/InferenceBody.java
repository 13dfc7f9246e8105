package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The body of a request of the Open Inference Protocol: JSON, and behind it the bytes of tensors that are not in it (Triton's
 * <a href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">binary tensor
 * data</a>).
 *
 * @param json the request
 * @param tensors bytes of the inputs that say so, in their order; empty if the JSON is all
 */
record InferenceBody(JsonNode json, ByteBuffer tensors) {

    /** The header with the bytes of the JSON, where others follow. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** The media type of JSON with bytes behind it. */
    static final String BINARY = "application/octet-stream";

    /** Clients of Triton do not name the type. */
    private static final Set<String> MEDIA_TYPES = Set.of(Json.MEDIA_TYPE, BINARY, "");

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}");

    /**
     * Reads a body.
     *
     * @param before it is parsed, which is most of what a refusal would cost
     * @throws ProblemException if it is none
     */
    static InferenceBody read(Call call, Runnable before) throws IOException {
        List<String> lengths = call.headers(JSON_LENGTH);
        if (lengths.isEmpty()) {
            return new InferenceBody(
                    untyped(call) ? call.untypedJson(before) : call.json(before), ByteBuffer.allocate(0));
        }
        if (!MEDIA_TYPES.contains(call.mediaType())) {
            throw call.unsupported(BINARY + " or " + Json.MEDIA_TYPE);
        }
        if (call.mediaType().equals(Json.MEDIA_TYPE)) {
            call.requireUtf8();
        }
        byte[] body = call.upload();
        before.run();
        int length = length(lengths, body.length);
        return new InferenceBody(
                call.json(body, length),
                ByteBuffer.wrap(body, length, body.length - length).slice());
    }

    /** Whether the type is missing, as no page of another site can have it: browsers say where those come from. */
    private static boolean untyped(Call call) {
        return call.mediaType().isEmpty() && call.header(HttpHeader.ORIGIN).isEmpty();
    }

    private static int length(List<String> values, int most) {
        String value = String.join(", ", values);
        if (!DECIMAL.matcher(value).matches() || Integer.parseInt(value) > most) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    JSON_LENGTH + ": expected 0 to " + most + ", the bytes of the body, found " + Quoted.of(value));
        }
        return Integer.parseInt(value);
    }
}
