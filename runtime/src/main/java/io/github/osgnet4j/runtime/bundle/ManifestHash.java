package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The SHA-256 of a manifest, in {@link Manifest#HASH_FILE} next to it, in the format of {@code sha256sum}. */
record ManifestHash(Path manifest) {

    /** What the file holds for a manifest of these bytes. */
    static byte[] line(byte[] content) {
        return (Sha256.of(content) + "  " + Manifest.FILE + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Compares a manifest with its hash; a hash that is not there is left to {@link #requirePresent}.
     *
     * @param content of the manifest
     * @throws BundleException if the hash is that of other bytes
     */
    void requireUnchanged(byte[] content) throws IOException {
        if (!Files.exists(file())) {
            return;
        }
        RegularFile.require(file(), "no such file");
        byte[] expected = line(content);
        try (InputStream in = Files.newInputStream(file())) {
            if (!Arrays.equals(in.readNBytes(expected.length + 1), expected)) {
                throw new BundleException(
                        manifest,
                        "is not the file whose sha256 stands in " + Manifest.HASH_FILE
                                + "; damaged or changed by hand, copy or export the bundle again");
            }
        }
    }

    /**
     * Nothing of a bundle is taken without a hash.
     *
     * @throws BundleException if there is none
     */
    void requirePresent() {
        RegularFile.require(
                file(),
                "no such file, so nothing says whether " + Manifest.FILE + " is whole; copy it with the bundle"
                        + " or export the bundle again");
    }

    private Path file() {
        return manifest.resolveSibling(Manifest.HASH_FILE);
    }
}
