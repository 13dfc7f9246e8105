package io.github.osgnet4j.serve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method of a path.
 *
 * @param method of HTTP
 * @param template the path, with variables in braces
 * @param access what it takes
 * @param endpoint what answers
 */
record Route(String method, String template, Access access, Endpoint endpoint) {

    /** What a caller needs, and what a call costs. */
    enum Access {
        /** Nothing. */
        OPEN,
        /** The token, where there is one. */
        GUARDED,
        /** The token of an administrator. */
        ADMIN,
        /** The token, and one of the places for requests that are answered at the same time. */
        WORKING
    }

    /** Answers a call. */
    @FunctionalInterface
    interface Endpoint {

        /**
         * The answer.
         *
         * @throws Exception what {@link Problem#of(Throwable)} makes a problem of
         */
        Reply answer(Call call) throws Exception;
    }

    /**
     * The variables of a path, if it is one of this template.
     *
     * @param parts the template's own
     */
    Optional<Map<String, String>> match(List<String> parts, List<String> segments) {
        if (parts.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
