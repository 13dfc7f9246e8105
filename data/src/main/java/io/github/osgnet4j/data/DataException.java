package io.github.osgnet4j.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be used: missing, damaged, hostile, or of another kind than expected. The message says where (file, key), what was
 * expected, what was found and what to do.
 */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A file that the system does not let us read.
     *
     * @param what the file, with what it should be in words where that helps
     */
    public static DataException unreadable(Object what, IOException e) {
        return new DataException(what + ": cannot be read: " + reason(e), e);
    }

    /** Why the system refuses a file, without the file's name. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /**
     * The same complaint with the place in front, for readers of bytes that do not know where the bytes came from.
     *
     * @param where a file, or a file and a key
     */
    public DataException in(Object where) {
        return new DataException(where + ": " + getMessage(), this);
    }
}
