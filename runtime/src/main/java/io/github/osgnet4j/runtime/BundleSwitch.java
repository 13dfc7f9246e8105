package io.github.osgnet4j.runtime;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundle that answers, and the way to the next one. A bundle is proved and warmed up before it answers. */
final class BundleSwitch {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingService.class);

    private final ServiceSettings settings;
    private final Object swapping = new Object();
    private LiveBundle current;
    private boolean closed;

    /**
     * Opens the first bundle.
     *
     * @throws BundleException if it is damaged, or does not compute here what its samples say
     */
    BundleSwitch(ServiceSettings settings) {
        this.settings = settings;
        this.current = open(settings.bundle(), settings.options());
    }

    /** The bundle that answers now, kept open until it is released. */
    synchronized LiveBundle lease() {
        if (closed || !current.lease()) {
            throw new ClosedGrounderException("The service of " + folder() + " is closed; open the bundle again");
        }
        return current;
    }

    /** Folder of the bundle that answers now. */
    Path folder() {
        return grounder().bundle().folder();
    }

    /** To be asked for what it knows; without a lease it may get closed. */
    synchronized Grounder grounder() {
        return current.grounder();
    }

    /**
     * Opens a bundle and lets it answer; returns when the one before is closed. On failure the one before goes on.
     *
     * @param before is told the new grounder before it answers
     * @throws BundleException as the constructor
     */
    void swap(Path folder, GrounderOptions options, Consumer<Grounder> before) throws InterruptedException {
        LiveBundle previous;
        synchronized (swapping) {
            LiveBundle next = open(folder, options);
            synchronized (this) {
                if (closed) {
                    next.retire();
                    throw new ClosedGrounderException(
                            "The service of " + folder() + " was closed while " + folder + " was opened");
                }
                before.accept(next.grounder());
                previous = current;
                current = next;
            }
        }
        LOG.info(
                "{} answers in place of {}",
                folder,
                previous.grounder().bundle().folder());
        previous.retire();
        previous.awaitClosed();
    }

    /** Gives out no further lease; the bundle is closed with the last one that is released. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            current.retire();
        }
    }

    private LiveBundle open(Path folder, GrounderOptions options) {
        long start = System.nanoTime();
        Grounder grounder = Grounder.open(folder, options);
        boolean usable = false;
        try {
            if (settings.verify()) {
                verify(grounder);
            }
            settings.warmUpSteps().forEach(grounder::warmUp);
            usable = true;
            LOG.info(
                    "Opened {} on {} in {} ms{}",
                    folder,
                    grounder.provider(),
                    (System.nanoTime() - start) / 1_000_000,
                    settings.verify() ? ", its samples come out as they shall" : "");
            return new LiveBundle(grounder);
        } finally {
            if (!usable) {
                grounder.close();
            }
        }
    }

    private static void verify(Grounder grounder) {
        BundleVerification verification = grounder.verify();
        if (verification.tensors().isEmpty()) {
            throw new BundleException(
                    grounder.bundle().folder(),
                    "carries no samples to prove it with; export it with samples, or open it without verification");
        }
        if (!verification.passed()) {
            throw new BundleException(
                    grounder.bundle().folder(),
                    String.format(
                            Locale.ROOT,
                            "computes its samples with an error of %.1e on %s, expected at most %.1e; try another provider"
                                    + " or export it again",
                            verification.maxError(),
                            grounder.provider(),
                            BundleVerification.TOLERANCE));
        }
    }
}
