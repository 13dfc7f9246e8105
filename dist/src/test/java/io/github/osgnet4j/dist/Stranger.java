package io.github.osgnet4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Somebody who has the archive, Java and a folder to work in: no home, and no right to write to the installation, which lies in a
 * folder with blanks in its name. Where the tests are root's, a user without rights takes their place; where that one reaches
 * neither Java nor the installation, root does without its privileges.
 */
final class Stranger implements AutoCloseable {

    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    private static final List<String> WITHOUT_PRIVILEGES = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private final Path folder;
    private final Path work;
    private final Path installation;
    private final List<String> become;

    /**
     * Unpacks the archive.
     *
     * @param folder for all this
     */
    Stranger(Path folder, Path archive) throws IOException, InterruptedException {
        this.folder = folder;
        open(folder);
        work = Files.createDirectory(folder.resolve("work"));
        Files.createDirectory(work.resolve("tmp"));
        Path unpacked = Files.createDirectory(folder.resolve("unpacked here"));
        open(unpacked);
        succeed(List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString()));
        try (Stream<Path> top = Files.list(unpacked)) {
            installation = top.toList().get(0);
        }
        succeed(List.of("chmod", "-R", "a-w", installation.toString()));
        if (!System.getProperty("user.name").equals("root")) {
            become = List.of();
        } else if (nobodyRuns(JAVA_HOME.resolve("bin/java")) && nobodyRuns(installation.resolve("bin/osgnet"))) {
            become = AS_NOBODY;
            succeed(List.of("chown", "-R", NOBODY + ":" + NOBODY, work.toString()));
        } else {
            become = WITHOUT_PRIVILEGES;
        }
    }

    /** Lets all read a folder, whatever the umask. */
    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static boolean nobodyRuns(Path program) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(AS_NOBODY);
        words.addAll(List.of("test", "-x", program.toString()));
        return new ProcessBuilder(words).start().waitFor() == 0;
    }

    Path installation() {
        return installation;
    }

    Path work() {
        return work;
    }

    /** Starts a line of a shell in the working folder, with the installation as the README says. */
    Process start(String line, Path out) throws IOException {
        List<String> words = new ArrayList<>(become);
        words.addAll(List.of("sh", "-euc", line));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("OSGNET", installation.toString());
        environment.put("PATH", installation.resolve("bin") + ":" + JAVA_HOME.resolve("bin") + ":/usr/bin:/bin");
        environment.put("TMPDIR", work.resolve("tmp").toString());
        // The JVM goes by this, and tells so on standard error.
        environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + work.resolve("tmp") + " -XX:TieredStopAtLevel=1");
        return builder.start();
    }

    /** Runs a line of a shell, which must succeed; gives all that it says. */
    String run(String line) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "said", ".txt");
        Process process = start(line, out);
        if (!process.waitFor(20, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(line + " hangs");
        }
        String said = Files.readString(out);
        assertEquals(0, process.exitValue(), () -> line + "\n" + said);
        return said;
    }

    /** What would show that the installation was written to: each file's size, time and rights. */
    Map<String, String> traces() throws IOException {
        Map<String, String> traces = new TreeMap<>();
        try (Stream<Path> files = Files.walk(installation)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                traces.put(
                        installation.relativize(file).toString(),
                        Files.size(file) + " " + Files.getLastModifiedTime(file) + " "
                                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return traces;
    }

    /** Runs a program as the user that the tests are run by; gives all that it says. */
    static String succeed(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> words + "\n" + said);
        return said;
    }

    /** Lets the installation be deleted. */
    @Override
    public void close() throws IOException {
        try {
            succeed(List.of("chmod", "-R", "u+w", installation.toString()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
