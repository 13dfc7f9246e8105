package io.github.osgnet4j.train;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PyTorch that replaces the one in this build, such as one for CUDA: the folder with {@code libtorch.so} that the
 * variable or property {@code PYTORCH_LIBRARY_PATH} names. DJL calls it through a library of its own, of which there is
 * one for each flavor.
 */
record TorchInstallation(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(TorchInstallation.class);

    /** The version that DJL's library is made for; with another the process crashes. */
    static final String VERSION = "2.7.1";

    private static final String NAME = "PYTORCH_LIBRARY_PATH";
    private static final String CUDA = "cu128";
    private static final String CPU = "cpu";

    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_CHARACTERS = 64;

    /** As {@code __version__ = '2.7.1+cu128'}, with or without a type. */
    private static final Pattern ASSIGNED =
            Pattern.compile("^__version__[^=\\n]{0,64}=[ ]*['\"]([^'\"\\n]*)['\"]", Pattern.MULTILINE);

    /**
     * What the user names, if anything.
     *
     * @throws TrainException if there is no PyTorch, or one that says it is of another version; for one that says
     *     nothing there is a warning
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
                throw new TrainException(NAME + " is not a path: " + e.getMessage(), e);
            }
        }
        throw new TrainException(NAME + " is " + named + ", where there is no " + library
                + "; name the folder lib of an unpacked libtorch, or unset it for the PyTorch of this build");
    }

    private TorchInstallation requireVersion() {
        Optional<String> found = version();
        if (found.isEmpty()) {
            LOG.warn(
                    "No file says which PyTorch is in {}; if it is another than {}, the process may crash",
                    folder,
                    VERSION);
        }
        found.filter(version -> !version.equals(VERSION) && !version.startsWith(VERSION + "+"))
                .ifPresent(version -> {
                    throw new TrainException(NAME + " is " + folder + ", where there is PyTorch "
                            + version.substring(0, Math.min(version.length(), MOST_CHARACTERS)) + "; expected "
                            + VERSION);
                });
        return this;
    }

    /** An unpacked LibTorch and a Python package say it in files beside the folder of the libraries. */
    private Optional<String> version() {
        return text("build-version")
                .map(text -> text.strip().lines().findFirst().orElse(""))
                .or(() -> text("version.py")
                        .map(ASSIGNED::matcher)
                        .filter(Matcher::find)
                        .map(assigned -> assigned.group(1)));
    }

    private Optional<String> text(String name) {
        Path file = folder.resolveSibling(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** As DJL names it. */
    String flavor() {
        return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))) ? CUDA : CPU;
    }
}
