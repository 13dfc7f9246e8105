package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.session.Termination;
import io.github.osgnet4j.runtime.session.UseCount;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The bundle that answers, and the way to the next one. A bundle is verified and warmed up before it answers. */
final class BundleSwitch {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingService.class);

    private final ServiceSettings settings;
    private final UseCount swaps;
    private final Object swapping = new Object();
    private LiveBundle current;
    private Optional<Termination> preparation = Optional.empty();
    private boolean swapsStopped;

    /**
     * Opens the first bundle.
     *
     * @throws BundleException if it is damaged, or does not compute here what its samples say
     */
    BundleSwitch(ServiceSettings settings) {
        this.settings = settings;
        this.swaps = new UseCount("The service of " + settings.bundle());
        this.current = open(settings.bundle(), settings.options());
    }

    /** The bundle that answers now, kept open until it is released. */
    synchronized LiveBundle lease() {
        if (!current.lease()) {
            throw new ClosedGrounderException("The service of " + folder() + " is closed; open the bundle again");
        }
        return current;
    }

    /** Folder of the bundle that answers now. */
    Path folder() {
        return grounder().bundle().folder();
    }

    /** Only for reading its properties; without a lease it may get closed. */
    synchronized Grounder grounder() {
        return current.grounder();
    }

    /**
     * Opens a bundle and switches to it; returns when the previous one is closed. On failure the previous one stays in
     * use.
     *
     * @param before receives the new grounder before it is used
     * @throws BundleException as the constructor
     * @throws ClosedGrounderException if swaps were stopped
     */
    void swap(Path folder, GrounderOptions options, Consumer<Grounder> before) throws InterruptedException {
        LiveBundle previous = swaps.use(() -> replace(folder, options, before));
        // Not a part of what closing waits for: those who have a lease see to it that the bundle is closed.
        previous.awaitClosed();
    }

    /** Gives up the swap that is under way, if it has not come to its end, and lets none begin. Leases go on. */
    synchronized void stopSwaps() {
        swapsStopped = true;
        preparation.ifPresent(Termination::terminate);
    }

    /**
     * Gives out no further lease; the bundle is closed with the last one that is released. Waits until a swap has
     * closed what it opened; if interrupted, it continues to wait.
     */
    void close() {
        stopSwaps();
        swaps.close(this::retire);
    }

    private synchronized void retire() {
        current.retire();
    }

    private LiveBundle replace(Path folder, GrounderOptions options, Consumer<Grounder> before) {
        LiveBundle previous;
        synchronized (swapping) {
            requireSwaps(folder);
            LiveBundle next = openNext(folder, options);
            boolean answers = false;
            try {
                previous = put(next, before);
                answers = true;
            } finally {
                if (!answers) {
                    next.retire();
                }
            }
        }
        LOG.info("{} replaces {}", folder, previous.grounder().bundle().folder());
        previous.retire();
        return previous;
    }

    /** Lets a bundle answer; gives the one before. */
    private synchronized LiveBundle put(LiveBundle next, Consumer<Grounder> before) {
        requireSwaps(next.grounder().bundle().folder());
        before.accept(next.grounder());
        LiveBundle previous = current;
        current = next;
        return previous;
    }

    private synchronized void requireSwaps(Path folder) {
        if (swapsStopped) {
            throw stopped(folder, null);
        }
    }

    private synchronized boolean isStopped() {
        return swapsStopped;
    }

    private ClosedGrounderException stopped(Path folder, @Nullable GrounderException cause) {
        return new ClosedGrounderException(
                "The service of " + folder() + " was closed before " + folder + " could answer", cause);
    }

    private LiveBundle openNext(Path folder, GrounderOptions options) {
        try {
            return open(folder, options);
        } catch (InferenceException e) {
            throw isStopped() ? stopped(folder, e) : e;
        }
    }

    private LiveBundle open(Path folder, GrounderOptions options) {
        long start = System.nanoTime();
        Grounder grounder = Grounder.open(folder, options);
        boolean usable = false;
        try {
            verifyAndWarmUp(grounder);
            usable = true;
            LOG.atLevel(settings.verify() ? Level.INFO : Level.DEBUG)
                    .log(
                            "Opened {} on {} in {} ms{}",
                            folder,
                            grounder.provider(),
                            (System.nanoTime() - start) / 1_000_000,
                            settings.verify() ? ", its samples are reproduced" : "");
            return new LiveBundle(grounder);
        } finally {
            if (!usable) {
                grounder.close();
            }
        }
    }

    private void verifyAndWarmUp(Grounder grounder) {
        try (Termination termination = new Termination()) {
            synchronized (this) {
                requireSwaps(grounder.bundle().folder());
                preparation = Optional.of(termination);
            }
            termination.run(() -> {
                if (settings.verify()) {
                    verify(grounder);
                }
                settings.warmUpSteps().forEach(grounder::warmUp);
                return grounder;
            });
        }
    }

    private static void verify(Grounder grounder) {
        BundleVerification verification = grounder.verify();
        if (verification.tensors().isEmpty()) {
            throw new BundleException(
                    grounder.bundle().folder(),
                    "carries no samples to verify it with; export it with samples, or open it without verification");
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
