package io.github.osgnet4j.tests;

import io.github.osgnet4j.cli.Osgnet;
import io.github.osgnet4j.cli.Rehearsal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How the command is started as a process: with its jars, and with an archive of their classes as {@code scripts/osgnet}
 * makes one, made once for all tests.
 */
final class ClassArchive {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    /** Without the classes of the tests, which lie in folders; an archive is of jars alone. */
    private static final List<String> CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).startsWith(Path.of("").toAbsolutePath()))
            .toList();

    private static final boolean OF_JARS = CLASS_PATH.stream().allMatch(entry -> entry.endsWith(".jar"));

    private static final List<String> COMMAND = command();

    private ClassArchive() {}

    /** The words that start the command; its own follow. */
    static List<String> osgnet(String... options) {
        List<String> words = new ArrayList<>(COMMAND);
        words.addAll(List.of(options));
        words.add(Osgnet.class.getName());
        return words;
    }

    /** Whether there is an archive; before the modules are packaged there is none. */
    static boolean made() {
        return OF_JARS;
    }

    /** A script that starts the command. */
    static String script() {
        return "#!/bin/sh\nexec '" + String.join("' '", osgnet()) + "' \"$@\"\n";
    }

    private static List<String> command() {
        try {
            List<String> words = new ArrayList<>(List.of(
                    JAVA.toString(), "-XX:TieredStopAtLevel=1", "-cp", String.join(File.pathSeparator, CLASS_PATH)));
            if (OF_JARS) {
                words.add(1, "-XX:SharedArchiveFile=" + archive());
            }
            return List.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path archive() throws IOException {
        Path folder = Path.of("target").toAbsolutePath();
        Path archive = folder.resolve("classes-" + Integer.toHexString(fingerprint()) + ".jsa");
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            if (!Files.exists(archive)) {
                make(archive);
            }
            return archive;
        }
    }

    private static int fingerprint() throws IOException {
        List<Object> facts = new ArrayList<>(List.of(System.getProperty("java.vm.version")));
        for (String jar : CLASS_PATH) {
            facts.add(jar);
            facts.add(Files.getLastModifiedTime(Path.of(jar)));
        }
        return facts.hashCode();
    }

    private static void make(Path archive) throws IOException {
        Path folder = Folders.untilExit("osgnet-rehearsal");
        Path made = archive.resolveSibling("classes.new");
        Process process = new ProcessBuilder(
                        JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ArchiveClassesAtExit=" + made,
                        "-cp",
                        String.join(File.pathSeparator, CLASS_PATH),
                        Rehearsal.class.getName(),
                        ROOT.resolve("models/demo").toString(),
                        ROOT.resolve("configs/demo.yaml").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            String log = Files.readString(folder.resolve("log"));
            if (!ended || process.exitValue() != 0 || log.contains("exits with")) {
                throw new AssertionError(log);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
