package io.github.osgnet4j.serve;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param mediaType of the body
 * @param body may be empty
 * @param headers besides those every answer has
 */
record Reply(int status, String mediaType, Body body, Map<String, String> headers) {

    private static final String SOON = "1";

    static Reply bytes(int status, String mediaType, byte[] body) {
        return new Reply(status, mediaType, Body.of(body), Map.of());
    }

    static Reply json(Object value) {
        return json(200, value);
    }

    static Reply json(int status, Object value) {
        return bytes(status, Json.MEDIA_TYPE, Json.write(value));
    }

    static Reply text(String mediaType, String text) {
        return bytes(200, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply nothing() {
        return bytes(204, "", new byte[0]);
    }

    static Reply problem(Problem problem) {
        return refusal(bytes(problem.status(), Problem.MEDIA_TYPE, Json.write(problem)));
    }

    /** An error as the Open Inference Protocol has it, and its place in the log. */
    record InferenceError(String error, Optional<String> requestId) {}

    /** A problem for clients of the Open Inference Protocol. */
    static Reply inferenceError(Problem problem) {
        return refusal(json(problem.status(), new InferenceError(problem.detail(), problem.requestId())));
    }

    private static Reply refusal(Reply reply) {
        return reply.status() == 429 || reply.status() == 503 ? reply.with("Retry-After", SOON) : reply;
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, mediaType, body, more);
    }
}
