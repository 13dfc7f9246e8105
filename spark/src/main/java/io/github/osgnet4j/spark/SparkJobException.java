package io.github.osgnet4j.spark;

import org.apiguardian.api.API;

/** A job on Spark that cannot be begun or finished. The message says what is in its way and what to do. */
@API(status = API.Status.EXPERIMENTAL)
public final class SparkJobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SparkJobException(String message) {
        super(message);
    }

    SparkJobException(String message, Throwable cause) {
        super(message, cause);
    }
}
