package io.github.osgnet4j.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command in a process of its own, as users run it, so that it can be stopped and killed. */
final class CommandProcess implements AutoCloseable {

    /** What Java would say on standard error that it has picked up. */
    private static final List<String> JAVA_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path temporary;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path temporary, Path out, Path err) {
        this.process = process;
        this.temporary = temporary;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts the command.
     *
     * @param folder where its standard output and error and its temporary files are kept
     */
    static CommandProcess start(Path folder, Object... args) {
        return start(folder, Path.of("").toAbsolutePath(), false, args);
    }

    /** Starts the command as {@code scripts/osgnet} does on a terminal. */
    static CommandProcess startOnTerminal(Path folder, Object... args) {
        return start(folder, Path.of("").toAbsolutePath(), true, args);
    }

    /** Starts the command with a folder as its working folder. */
    static CommandProcess startIn(Path folder, Object... args) {
        return start(folder, folder, false, args);
    }

    private static CommandProcess start(Path folder, Path working, boolean terminal, Object... args) {
        try {
            Path temporary = Files.createTempDirectory(folder, "command");
            Path out = Files.createTempFile(folder, "command", ".out");
            Path err = Files.createTempFile(folder, "command", ".err");
            List<String> words = new ArrayList<>();
            if (hangUpIsIgnored()) {
                words.addAll(List.of("env", "--default-signal=HUP"));
            }
            words.addAll(
                    ClassArchive.osgnet("-Xmx1g", "-Djava.io.tmpdir=" + temporary, "-Dosgnet.terminal=" + terminal));
            for (Object arg : args) {
                words.add(String.valueOf(arg));
            }
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(working.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            JAVA_VARIABLES.forEach(builder.environment()::remove);
            return new CommandProcess(builder.start(), temporary, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this process ignores SIGHUP, as below nohup: those that it starts would, too. */
    private static boolean hangUpIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    }

    /** Waits until something has happened or the process has ended. */
    void await(BooleanSupplier happened) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean() && process.isAlive()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Nothing happened for " + PATIENCE);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MICROSECONDS.sleep(500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process by SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        await(() -> !process.isAlive());
    }

    /** Sends a signal by name, such as STOP and CONT, which halt a process and let it go on. */
    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " exited with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Standard output so far. */
    String out() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Standard error so far. */
    String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of the process. */
    Command join() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The command still runs after " + PATIENCE);
            }
            return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Temporary files and folders that the process has left behind. */
    List<Path> leftovers() {
        return Folders.walk(temporary).stream()
                .filter(path -> !path.equals(temporary))
                .toList();
    }

    /** Leaves no process behind. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
