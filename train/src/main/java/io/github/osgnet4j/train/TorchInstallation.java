package io.github.osgnet4j.train;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PyTorch in place of the one in this build, such as one for CUDA: the folder with {@code libtorch.so} that the
 * variable or property {@code PYTORCH_LIBRARY_PATH} names. DJL calls it through a library of its own, of which there
 * is one for each flavor.
 */
record TorchInstallation(Path folder) {

    /** The version that DJL's library is made for; with another the process crashes. */
    static final String VERSION = "2.7.1";

    private static final String NAME = "PYTORCH_LIBRARY_PATH";
    private static final String CUDA = "cu128";
    private static final String CPU = "cpu";

    private static final int MOST_CHARACTERS = 64;

    /**
     * What the user names, if anything.
     *
     * @throws TrainException if there is no PyTorch, or one that says it is of another version
     */
    static Optional<TorchInstallation> ofUser() {
        String variable = System.getenv(NAME);
        String named = variable == null || variable.isEmpty() ? System.getProperty(NAME, "") : variable;
        return named.isEmpty() ? Optional.empty() : Optional.of(at(named));
    }

    private static TorchInstallation at(String named) {
        String library = System.mapLibraryName("torch");
        for (String part : named.split(File.pathSeparator)) {
            try {
                Path path = Path.of(part);
                Path folder = path.endsWith(library) ? path.toAbsolutePath().getParent() : path.toAbsolutePath();
                if (Files.isRegularFile(folder.resolve(library))) {
                    return new TorchInstallation(folder).requireVersion();
                }
            } catch (InvalidPathException e) {
                throw new TrainException(NAME + " is no path: " + e.getMessage(), e);
            }
        }
        throw new TrainException(NAME + " is " + named + ", where there is no " + library
                + "; name the folder lib of an unpacked libtorch, or unset it for the PyTorch of this build");
    }

    /** An unpacked LibTorch says its version in a file beside the folder of its libraries. */
    private TorchInstallation requireVersion() {
        Path file = folder.resolveSibling("build-version");
        if (Files.isRegularFile(file)) {
            String version;
            try (InputStream in = Files.newInputStream(file)) {
                version = new String(in.readNBytes(MOST_CHARACTERS), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new TrainException(file + ": cannot be read: " + e.getMessage(), e);
            }
            if (!version.equals(VERSION) && !version.startsWith(VERSION + "+")) {
                throw new TrainException(NAME + " is " + folder + ", where there is PyTorch "
                        + version.lines().findFirst().orElse("") + "; expected " + VERSION);
            }
        }
        return this;
    }

    /** As DJL names it. */
    String flavor() {
        return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))) ? CUDA : CPU;
    }
}
