package io.github.osgnet4j.serve;

/**
 * A method of a path.
 *
 * @param method of HTTP
 * @param template the path, with variables in braces
 * @param access what it takes
 * @param endpoint what answers
 */
record Route(String method, String template, Access access, Endpoint endpoint) {

    /** What a caller needs, and whether the call counts as a concurrent request. */
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
}
