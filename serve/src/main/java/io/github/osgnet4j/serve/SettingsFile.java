package io.github.osgnet4j.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small text files with settings of a server. */
final class SettingsFile {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);

    private static final int MOST_BYTES = 1 << 20;

    private SettingsFile() {}

    /**
     * A file's text.
     *
     * @param expected what the file should be, for the message
     * @throws ServeException if it cannot be read, or is larger than any of its kind
     */
    static String text(Path file, String expected) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ServeException(file + " is not a regular file, expected " + expected);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ServeException(file + " has more than " + MOST_BYTES + " bytes, expected " + expected);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ServeException(file + " cannot be read: " + e, e);
        }
    }

    /** Warns of a file with secrets that everybody on the machine can read. */
    static void warnIfPublic(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{} can be read by everybody on this machine; 'chmod 600' keeps it secret", file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("The permissions of {} are not known: {}", file, e.toString());
        }
    }
}
