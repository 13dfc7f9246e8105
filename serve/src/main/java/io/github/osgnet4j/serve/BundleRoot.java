package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder with the bundles that administrators may swap in. */
final class BundleRoot {

    /** One step down, never up or elsewhere. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    private static final int MOST_LISTED = 1000;

    private final Path folder;

    /**
     * A folder of bundles.
     *
     * @throws ServeException if there is no such folder
     */
    BundleRoot(Path folder) {
        try {
            this.folder = folder.toRealPath();
        } catch (IOException e) {
            throw new ServeException("--bundles " + folder + " cannot be read: " + e, e);
        }
        if (!Files.isDirectory(this.folder)) {
            throw new ServeException("--bundles " + folder + " is not a folder; name the one that has the bundles");
        }
    }

    /** The names of the bundles that are there now. */
    List<String> names() {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(this::isBundle)
                    .sorted()
                    .limit(MOST_LISTED)
                    .toList();
        } catch (IOException e) {
            throw new ProblemException(ProblemType.INTERNAL, "The folder of the bundles cannot be read: " + e, e);
        }
    }

    private boolean isBundle(String name) {
        return NAME.matcher(name).matches()
                && Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(folder.resolve(name).resolve(Manifest.FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * A bundle's folder.
     *
     * @throws ProblemException if there is none of this name, or it is a link
     */
    Path get(String name) {
        if (!isBundle(name)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_BUNDLE,
                    "There is no bundle " + Quoted.of(name)
                            + " in the folder of --bundles; a name is that of a folder right"
                            + " in it, not of a link");
        }
        return folder.resolve(name);
    }
}
