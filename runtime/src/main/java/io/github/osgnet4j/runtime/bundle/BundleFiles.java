package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files of a bundle, checked against the manifest. */
final class BundleFiles {

    private final Path manifestFile;
    private final Map<String, Path> paths = new LinkedHashMap<>();

    /**
     * Resolves and checks every file of the manifest.
     *
     * @param root the bundle's folder, a real path
     * @param verifyHashes whether the contents are compared with their SHA-256
     * @throws BundleException if a path leaves the folder or a file is not what the manifest says
     */
    BundleFiles(Path root, Manifest manifest, boolean verifyHashes) {
        this.manifestFile = root.resolve(Manifest.FILE);
        for (BundleFile file : manifest.files()) {
            Path path = resolve(root, file.path());
            if (paths.put(file.path(), path) != null) {
                throw new BundleException(manifestFile, "lists '" + file.path() + "' twice");
            }
            checkSize(path, file.bytes());
        }
        if (verifyHashes) {
            manifest.files().forEach(file -> checkHash(paths.get(file.path()), file.sha256()));
        }
    }

    /**
     * The real path of a listed file.
     *
     * @throws BundleException if the manifest does not list it
     */
    Path get(String path) {
        return find(path)
                .orElseThrow(() -> new BundleException(manifestFile, "does not list '" + path + "' among its files"));
    }

    /** The real path of a file, if the manifest lists it. */
    Optional<Path> find(String path) {
        return Optional.ofNullable(paths.get(path));
    }

    private Path resolve(Path root, String name) {
        if (name.isEmpty() || name.length() > 1024 || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0) {
            throw refused(name, "is not a relative path with '/'");
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused(name, "is absolute or holds '.', '..' or an empty part");
            }
        }
        try {
            Path path = root.resolve(name);
            RegularFile.require(path, "listed in the manifest, but no such file");
            Path real = path.toRealPath();
            if (!real.startsWith(root)) {
                throw refused(name, "leads through a symbolic link out of the bundle, to " + real);
            }
            RegularFile.requireContent(real);
            return real;
        } catch (InvalidPathException | IOException e) {
            throw new BundleException(manifestFile, "file path '" + name + "' cannot be resolved: " + e, e);
        }
    }

    private BundleException refused(String name, String why) {
        return new BundleException(
                manifestFile, "file path '" + name + "' " + why + "; files must lie inside the bundle");
    }

    private static void checkSize(Path path, long expected) {
        try {
            long size = Files.size(path);
            if (size != expected) {
                throw new BundleException(
                        path,
                        "has " + size + " bytes, the manifest says " + expected
                                + "; truncated or changed, copy or export the bundle again");
            }
        } catch (IOException e) {
            throw new BundleException(path, "cannot be read: " + e, e);
        }
    }

    private static void checkHash(Path path, String expected) {
        try {
            String found = Sha256.of(path);
            if (!found.equals(expected)) {
                throw new BundleException(
                        path,
                        "has sha256 " + found + ", the manifest says " + expected
                                + "; damaged or changed, copy or export the bundle again");
            }
        } catch (IOException e) {
            throw new BundleException(path, "cannot be read: " + e, e);
        }
    }
}
