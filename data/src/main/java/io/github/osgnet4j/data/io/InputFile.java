package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What every reader asks before it opens a file that a user names: a pipe or a device would hold up a command for ever or fill its memory,
 * and a pointer of Git LFS is not the file it stands for.
 */
public final class InputFile {
    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";

    /** Git LFS does not write longer ones. */
    private static final int MAX_LFS_POINTER = 1024;

    private InputFile() {}

    /**
     * Refuses what is no plain file, at once and without opening it. A file that is not there is left to whoever opens it.
     *
     * @param file links are followed
     * @return the same path
     * @throws DataException if it is a folder, a pipe, a device, a socket, a file that the system makes up or a pointer of Git LFS
     */
    public static Path regular(Path file) {
        try {
            check(file);
            return file;
        } catch (DataException e) {
            throw e.in(file);
        }
    }

    /** The same for readers who put the name of the file in front themselves. */
    static void check(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new DataException("expected a file, found a folder; name a file");
            }
            if (!attributes.isRegularFile()) {
                throw new DataException("expected a file, found a pipe, a device or a socket, which may never end;"
                        + " copy what it gives to a file and name that");
            }
            if (isMadeUp(file)) {
                throw new DataException("expected a file, found one that the system makes up as it is read; copy it"
                        + " elsewhere and name the copy");
            }
            if (attributes.size() <= MAX_LFS_POINTER && startsWith(file, LFS_POINTER)) {
                throw new DataException("a pointer of Git LFS stands in place of the file; get the file itself by"
                        + " 'git lfs pull' in its repository, or download it");
            }
        } catch (IOException e) {
            // Whoever opens the file says why it cannot be read.
        }
    }

    private static boolean isMadeUp(Path file) throws IOException {
        Path real = file.toRealPath();
        return real.startsWith("/proc") || real.startsWith("/sys");
    }

    private static boolean startsWith(Path file, String text) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1).equals(text);
        }
    }
}
