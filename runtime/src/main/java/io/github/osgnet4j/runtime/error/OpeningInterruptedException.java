package io.github.osgnet4j.runtime.error;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The thread that opened a bundle was interrupted; nothing is wrong with the bundle. */
public final class OpeningInterruptedException extends GrounderException {

    private static final long serialVersionUID = 1L;

    private OpeningInterruptedException(Path bundle, Throwable cause) {
        super(
                bundle + ": the thread that opens the bundle is interrupted, and files cannot be read in such a thread;"
                        + " open it in another, or clear the interruption with Thread.interrupted()",
                cause);
    }

    /** Returns the result of opening, or throws this exception if reading a file was interrupted. */
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
