package io.github.osgnet4j.train;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PyTorch in place of the one in this build, such as one for CUDA: the folder with {@code libtorch.so} that the variable or property
 * {@code PYTORCH_LIBRARY_PATH} names. DJL calls it through a library of its own, of which there is one for each flavor.
 */
record TorchInstallation(Path folder) {

    private static final String NAME = "PYTORCH_LIBRARY_PATH";
    private static final String CUDA = "cu128";
    private static final String CPU = "cpu";

    /**
     * What the user names, if anything.
     *
     * @throws TrainException if there is no PyTorch
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
                    return new TorchInstallation(folder);
                }
            } catch (InvalidPathException e) {
                throw new TrainException(NAME + " is no path: " + e.getMessage(), e);
            }
        }
        throw new TrainException(NAME + " is " + named + ", where there is no " + library
                + "; name the folder lib of an unpacked libtorch, or unset it for the PyTorch of this build");
    }

    /** As DJL names it. */
    String flavor() {
        return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))) ? CUDA : CPU;
    }
}
