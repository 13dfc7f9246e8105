package io.github.osgnet4j.runtime.error;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The thread that opened a bundle was, or had been, interrupted; nothing is wrong with the bundle. */
public final class OpeningInterruptedException extends GrounderException {

    private static final long serialVersionUID = 1L;

    private OpeningInterruptedException(Path bundle, Throwable cause) {
        super(
                bundle + ": the thread that opens the bundle is interrupted, and files cannot be read in such a thread;"
                        + " open it in another, or clear the interruption with Thread.interrupted()",
                cause);
    }

    /** What opening gives, or this exception if a file could not be read for an interruption. */
    public static <T> T unlessInterrupted(Path bundle, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (BundleException e) {
            if (e.getCause() instanceof ClosedByInterruptException) {
                throw new OpeningInterruptedException(bundle, e);
            }
            throw e;
        }
    }

    @Override
    public FailureKind kind() {
        return FailureKind.INTERNAL;
    }
}
