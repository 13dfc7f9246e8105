package io.github.osgnet4j.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Lets a long job that is stopped by Ctrl-C or SIGTERM say in its last line what is kept of it. */
public final class Interruption implements AutoCloseable {

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now until it is closed.
     *
     * @param kept what to say, asked for when the job is stopped; nothing is said if it is empty
     */
    public static Interruption say(Supplier<Optional<String>> kept) {
        Thread hook = new Thread(
                () -> {
                    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
                    kept.get().ifPresent(text -> {
                        // A progress bar leaves the cursor where it is.
                        System.err.print(Boolean.getBoolean("osgnet.terminal") ? System.lineSeparator() : "");
                        System.err.println("osgnet: " + text);
                        System.err.flush();
                    });
                },
                "osgnet-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook at work.
        }
    }
}
