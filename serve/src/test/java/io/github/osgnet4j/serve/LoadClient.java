package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Running.Got;
import java.nio.charset.StandardCharsets;

/** One of the clients of a server under load: what it asks next, knowing what came of the last. */
interface LoadClient {

    /** A POST. */
    record Ask(String path, String mediaType, byte[] body) {

        static final String GROUND = "/api/ground";

        static Ask ground(String json) {
            return new Ask(GROUND, Json.MEDIA_TYPE, json.getBytes(StandardCharsets.UTF_8));
        }

        /** Whether it asks for windows. */
        boolean query() {
            return path.equals(GROUND);
        }
    }

    Ask next();

    /** Hears what came of its last request. */
    default void answered(Got got) {}
}
