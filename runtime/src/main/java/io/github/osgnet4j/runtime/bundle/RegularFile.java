package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks what a file of a bundle is before it is read. */
final class RegularFile {

    /** How a file starts whose content Git LFS keeps elsewhere. */
    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";

    private RegularFile() {}

    /**
     * Refuses everything but regular files: reading a pipe or a device may never end.
     *
     * @param missing what to say of a file that is not there
     * @throws BundleException if it is not there, a folder, a pipe or a device
     */
    static void require(Path file, String missing) {
        if (!Files.exists(file)) {
            throw new BundleException(file, missing);
        }
        if (!Files.isRegularFile(file)) {
            String kind = Files.isDirectory(file) ? "a folder" : "a pipe, a socket or a device";
            throw new BundleException(file, "is " + kind + ", expected a file; copy or export the bundle again");
        }
    }

    /**
     * Refuses what Git LFS leaves where a file was not fetched.
     *
     * @param file a regular file
     * @throws BundleException if it is a pointer, or cannot be read
     */
    static void requireContent(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (new String(in.readNBytes(LFS_POINTER.length()), StandardCharsets.ISO_8859_1).equals(LFS_POINTER)) {
                throw new BundleException(
                        file, "is a Git LFS pointer in place of the file; fetch the file with 'git lfs pull'");
            }
        } catch (IOException e) {
            throw new BundleException(file, "cannot be read: " + e, e);
        }
    }
}
