package io.github.osgnet4j.runtime.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A bundle is damaged, not readable or not a bundle of this project; the message says which file and why. */
public final class BundleException extends GrounderException {

    private static final long serialVersionUID = 1L;

    /** A problem of a file. */
    public BundleException(Path file, String problem) {
        this(file, problem, null);
    }

    /** A problem of a file, with its cause. */
    public BundleException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }

    @Override
    public FailureKind kind() {
        return FailureKind.INTERNAL;
    }
}
