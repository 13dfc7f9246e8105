package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.OpeningInterruptedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An exported model on disk whose files exist, are inside its folder and match its manifest. Holds no native memory and
 * no open files. The graphs themselves are checked by {@link io.github.osgnet4j.runtime.Grounder#open(Path)}.
 */
public final class Bundle {

    private final Path folder;
    private final Manifest manifest;
    private final String sha256;
    private final BundleFiles files;
    private final Map<String, String> hashes;
    private final Optional<float[]> classEmbeddings;

    private Bundle(Path folder, ManifestJson.Read read, BundleFiles files, Optional<float[]> classEmbeddings) {
        this.folder = folder;
        this.manifest = read.manifest();
        this.sha256 = read.sha256();
        this.files = files;
        this.hashes = manifest.files().stream().collect(Collectors.toMap(BundleFile::path, BundleFile::sha256));
        this.classEmbeddings = classEmbeddings;
    }

    /** Opens a bundle and compares every file with its SHA-256; see {@link #open(Path, boolean)}. */
    public static Bundle open(Path folder) {
        return open(folder, true);
    }

    /**
     * Opens a bundle.
     *
     * @param folder the bundle's folder; may itself be a symbolic link
     * @param verifyHashes whether files are compared with the manifest's SHA-256; sizes always are
     * @throws BundleException if the manifest is not readable, a file is missing or changed, a path leads out of the
     *     folder, or a graph refers to external data that the manifest does not list
     * @throws OpeningInterruptedException if the thread is interrupted
     */
    public static Bundle open(Path folder, boolean verifyHashes) {
        return OpeningInterruptedException.unlessInterrupted(folder, () -> read(folder, verifyHashes));
    }

    private static Bundle read(Path folder, boolean verifyHashes) {
        Path root = realPath(folder);
        Path manifestFile = root.resolve(Manifest.FILE);
        if (Files.isSymbolicLink(manifestFile)) {
            throw new BundleException(manifestFile, "is a symbolic link; a manifest must be a file of the bundle");
        }
        ManifestJson.Read read = ManifestJson.read(manifestFile);
        Manifest manifest = read.manifest();
        BundleFiles files = new BundleFiles(root, manifest, verifyHashes);
        for (String graph : manifest.dimensions().graphs()) {
            checkReferences(root, files, graph);
        }
        if (!manifest.samples().isEmpty()) {
            files.get(Manifest.SAMPLES);
        }
        return new Bundle(root, read, files, manifest.classEmbeddings().map(c -> readTable(root, files, manifest, c)));
    }

    /** The real path of the bundle's folder. */
    public Path folder() {
        return folder;
    }

    /** The bundle's manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** The SHA-256 of the manifest as it was opened, in hexadecimal digits; the manifest has those of all other files. */
    public String sha256() {
        return sha256;
    }

    /** The object rows by class id, projected, (rows, C) row-major; callers do not write to it. */
    public Optional<float[]> classEmbeddings() {
        return classEmbeddings;
    }

    /**
     * The real path of a file.
     *
     * @throws BundleException if the manifest does not list it
     */
    public Path file(String name) {
        return files.get(name);
    }

    /** The SHA-256 that the manifest gives for a file which {@link #file} knows. */
    public String hash(String name) {
        return hashes.get(name);
    }

    private static Path realPath(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                throw new BundleException(folder, "no such folder; a bundle is a folder with a " + Manifest.FILE);
            }
            return requireName(folder.toRealPath());
        } catch (IOException e) {
            throw new BundleException(folder, "cannot be read: " + e, e);
        }
    }

    /** ONNX Runtime takes the names of files, which Java cannot give for bytes that its charset lacks. */
    private static Path requireName(Path path) {
        try {
            if (Path.of(path.toString()).equals(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // The same.
        }
        throw new BundleException(
                path,
                "the name has characters that are not in " + System.getProperty("sun.jnu.encoding")
                        + ", this process's charset for names of files; start Java with LC_ALL=C.UTF-8, or rename the folder");
    }

    private static void checkReferences(Path root, BundleFiles files, String graph) {
        Path path = files.get(graph);
        if (!path.equals(root.resolve(graph))) {
            throw new BundleException(path, "is what '" + graph + "' links to; a graph must be a file of its own");
        }
        for (String location : OnnxReferences.locations(path)) {
            if (files.find(location).isEmpty()) {
                throw new BundleException(
                        path, "refers to external data '" + location + "', which the manifest does not list");
            }
        }
    }

    private static float[] readTable(Path root, BundleFiles files, Manifest manifest, Manifest.ClassEmbeddings table) {
        Path manifestFile = root.resolve(Manifest.FILE);
        int channels = manifest.dimensions().channels();
        if (table.columns() != channels) {
            throw new BundleException(
                    manifestFile,
                    "classEmbeddings have " + table.columns() + " columns, the network's channels are " + channels);
        }
        Path path = files.get(table.file());
        try {
            long expected = 4L * table.rows() * table.columns();
            long size = Files.size(path);
            if (size != expected || size > Integer.MAX_VALUE - 8) {
                throw new BundleException(
                        path,
                        "has " + size + " bytes, " + table.rows() + " rows of " + table.columns() + " float32 have "
                                + expected);
            }
            float[] values = new float[table.rows() * table.columns()];
            ByteBuffer.wrap(Files.readAllBytes(path))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IOException e) {
            throw new BundleException(path, "cannot be read: " + e, e);
        }
    }
}
