package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;

/** A feature store does not have what an annotation asks for: a reason to skip a query rather than to stop. */
public final class MissingFeaturesException extends DataException {
    private static final long serialVersionUID = 1L;

    private final String key;

    MissingFeaturesException(String what, Path store, String key) {
        super("No " + what + " for '" + key + "' in " + store);
        this.key = key;
    }

    /** The key it does not have. */
    public String key() {
        return key;
    }
}
