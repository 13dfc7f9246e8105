package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system mounted for one test; tests that need one are skipped where mounting is not permitted. */
final class Mount implements AutoCloseable {

    private static final String FILLER = "filler";

    private final Path folder;

    private Mount(Path folder) {
        this.folder = folder;
    }

    /** A small disk of its own at an empty folder. */
    static Mount disk(Path folder, int kilobytes) {
        return mount(folder, List.of("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs"));
    }

    /** A folder shown at another place, where it cannot be written, not even by root. */
    static Mount readOnly(Path source, Path folder) {
        Mount mount = mount(folder, List.of("mount", "--bind", source.toString()));
        if (!run(List.of("mount", "-o", "remount,bind,ro", folder.toString()))) {
            mount.close();
            assumeTrue(false, "mounting read-only is not permitted here");
        }
        return mount;
    }

    private static Mount mount(Path folder, List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.add(folder.toString());
        assumeTrue(run(words), "mounting is not permitted here");
        return new Mount(folder);
    }

    /** Fills the disk but for so many bytes. */
    void fill(long free) {
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            Files.write(folder.resolve(FILLER), new byte[Math.toIntExact(usable - free)]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes room again. */
    void empty() {
        try {
            Files.delete(folder.resolve(FILLER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        if (!run(List.of("umount", folder.toString()))) {
            throw new AssertionError(folder + " cannot be unmounted; does something hold a file of it?");
        }
    }

    private static boolean run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
