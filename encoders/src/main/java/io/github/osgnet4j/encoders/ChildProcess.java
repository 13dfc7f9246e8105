package io.github.osgnet4j.encoders;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program that reads potentially hostile files: it has no input, its output is bounded, and it is killed if it is
 * silent for too long or when this object is closed.
 */
final class ChildProcess implements AutoCloseable {

    private static final int LONGEST_LINE = 4096;
    private static final int MOST_LINES = 4;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final ScheduledThreadPoolExecutor WATCH = watch();
    private static final Set<Process> RUNNING = running();

    private final Process process;
    private final Duration patience;
    private final Thread errors;
    private final List<String> complaints = new ArrayList<>();
    private final Predicate<String> isForUs;
    private final ScheduledFuture<?> watching;

    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean late;

    /** Programs that do not outlive this process, also where it is stopped by a signal. */
    private static Set<Process> running() {
        Set<Process> processes = ConcurrentHashMap.newKeySet();
        Thread hook = new Thread(() -> processes.forEach(Process::destroyForcibly), "osgnet-children-end");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
        return processes;
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "osgnet-child-watch");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /**
     * Starts a program.
     *
     * @param patience for which it may give nothing to a reader who waits
     * @param isForUs takes the lines on standard error that are no complaints
     * @throws IOException if the system does not start it
     */
    ChildProcess(List<String> command, Map<String, String> environment, Duration patience, Predicate<String> isForUs)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // It would write a report of its own.
        builder.environment().remove("FFREPORT");
        builder.environment().putAll(environment);
        this.patience = patience;
        this.isForUs = isForUs;
        this.process = builder.start();
        RUNNING.add(process);
        process.getOutputStream().close();
        this.errors = new Thread(this::drain, "osgnet-child-errors");
        errors.setDaemon(true);
        errors.start();
        this.watching =
                WATCH.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (waiting && System.nanoTime() - waitingSince > patience.toNanos()) {
            late = true;
            process.destroyForcibly();
        }
    }

    /**
     * Fills a part of an array from the standard output.
     *
     * @return the bytes read, fewer than asked for only at the end
     */
    int read(byte[] bytes, int from, int count) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            return process.getInputStream().readNBytes(bytes, from, count);
        } finally {
            waiting = false;
        }
    }

    /**
     * All of the standard output.
     *
     * @throws IOException if it is longer than so many bytes
     */
    byte[] readAll(int most) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        for (int count; (count = read(buffer, 0, buffer.length)) > 0; ) {
            all.write(buffer, 0, count);
            if (all.size() > most) {
                throw new IOException("it gives more than " + most + " bytes");
            }
        }
        return all.toByteArray();
    }

    /** Waits for the end of the program, after that of its output; 0 if all went well. */
    int exit() throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            late = true;
            process.destroyForcibly();
        }
        errors.join(patience.toMillis());
        return process.waitFor();
    }

    /** What went wrong, in the words of the program, or that it was killed. */
    String problem() {
        if (late) {
            return "it gave nothing for " + patience.toSeconds() + " s and was killed";
        }
        synchronized (complaints) {
            return complaints.isEmpty()
                    ? "it ended with exit code " + (process.isAlive() ? "unknown" : process.exitValue())
                    : ForeignText.output(String.join(System.lineSeparator(), complaints));
        }
    }

    private void drain() {
        StringBuilder line = new StringBuilder();
        try (InputStream in = process.getErrorStream()) {
            byte[] buffer = new byte[1 << 13];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    if (c != '\n' && c != '\r') {
                        line.append(c);
                    }
                    if (c == '\n' || c == '\r' || line.length() >= LONGEST_LINE) {
                        take(line.toString());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            // The program was killed.
        }
        take(line.toString());
    }

    private void take(String line) {
        if (!line.isBlank() && !isForUs.test(line)) {
            synchronized (complaints) {
                if (complaints.size() < MOST_LINES) {
                    complaints.add(line);
                }
            }
        }
    }

    /** Kills the program if it runs. */
    @Override
    public void close() {
        watching.cancel(false);
        process.destroyForcibly();
        RUNNING.remove(process);
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            // Nobody reads it any more.
        }
    }
}
