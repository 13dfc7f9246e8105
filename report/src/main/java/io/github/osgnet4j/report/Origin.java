package io.github.osgnet4j.report;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import java.nio.file.Path;

/**
 * A file that figures come from.
 *
 * @param role what it is, such as "predictions"
 * @param file its name without folders
 * @param sha256 of its contents, hexadecimal
 */
public record Origin(String role, String file, String sha256) {

    /**
     * A file as it is now.
     *
     * @throws DataException if it cannot be read
     */
    public static Origin of(String role, Path file) {
        return new Origin(role, String.valueOf(file.getFileName()), Fingerprint.file(file));
    }
}
