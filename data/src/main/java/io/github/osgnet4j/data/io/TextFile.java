package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A UTF-8 text file as users have them: with or without a byte order mark, plain or in gzip, which is told by its first bytes and not by
 * its name.
 */
public final class TextFile {
    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 1 << 16;
    private static final long UNSUSPICIOUS_BYTES = 128L << 20;
    private static final int SUSPICIOUS_RATIO = 200;

    private TextFile() {}

    /**
     * Opens a file at its first character.
     *
     * @param limit bytes of text that are read at most
     * @return a stream that throws {@link DataException} where there is more text than that, or the gzip is damaged or a bomb
     * @throws DataException if it is no plain file, or is UTF-16 by its byte order mark
     * @throws IOException if the system does not let us read it
     */
    public static InputStream open(Path file, long limit) throws IOException {
        return open(file, limit, () -> {});
    }

    /**
     * Opens a file at its first character, for somebody who shows how far it is read.
     *
     * @param everyMebi is run after each 2^20 bytes of the file as it is stored
     * @see #open(Path, long)
     */
    public static InputStream open(Path file, long limit, Runnable everyMebi) throws IOException {
        InputStream stored = new Counted(Files.newInputStream(InputFile.regular(file)), everyMebi);
        try {
            BufferedInputStream start = new BufferedInputStream(stored, BUFFER);
            boolean zipped = peek(start, 2) == GZIP;
            InputStream text = new BufferedInputStream(zipped ? new Gzip(start) : start, BUFFER);
            skipByteOrderMark(file, text);
            return new Bounded(file, text, limit, zipped ? Files.size(file) : Long.MAX_VALUE);
        } catch (EOFException | ZipException e) {
            stored.close();
            throw damaged(file, e);
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private static void skipByteOrderMark(Path file, InputStream text) throws IOException {
        int start = peek(text, 2);
        if (start == 0xfeff || start == 0xfffe) {
            throw new DataException(file + ": UTF-16 text by its byte order mark; save it as UTF-8");
        }
        if (peek(text, 3) == 0xefbbbf) {
            text.skipNBytes(3);
        }
    }

    /** The next bytes as one number, -1 if there are fewer; they stay in the stream. */
    private static int peek(InputStream in, int bytes) throws IOException {
        in.mark(bytes);
        int value = 0;
        for (byte b : in.readNBytes(bytes)) {
            value = value << 8 | b & 0xff;
            bytes--;
        }
        in.reset();
        return bytes == 0 ? value : -1;
    }

    private static DataException damaged(Path file, IOException cause) {
        return new DataException(
                file + ": its gzip is cut off or damaged (" + cause.getMessage() + "); copy it again", cause);
    }

    /** Tells how much has been read. */
    private static final class Counted extends BlockInputStream {
        private static final int MEBI = 1 << 20;
        private final InputStream in;
        private final Runnable everyMebi;
        private int unreported;

        Counted(InputStream in, Runnable everyMebi) {
            this.in = in;
            this.everyMebi = everyMebi;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n = in.read(to, offset, length);
            for (unreported += Math.max(n, 0); unreported >= MEBI; unreported -= MEBI) {
                everyMebi.run();
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Java ends in silence where what follows a member is no other one, and that may be half of the text. */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER = 8;
        private boolean ended;

        Gzip(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n = super.read(to, offset, length);
            if (n < 0 && !ended) {
                ended = true;
                requireEnd();
            }
            return n;
        }

        /** Zeros are padding. */
        private void requireEnd() throws IOException {
            boolean zeros = true;
            for (int i = len - inf.getRemaining() + TRAILER; i < len; i++) {
                zeros &= buf[i] == 0;
            }
            for (int n = in.read(buf); zeros && n > 0; n = in.read(buf)) {
                for (int i = 0; i < n; i++) {
                    zeros &= buf[i] == 0;
                }
            }
            if (!zeros) {
                throw new ZipException("what follows its end is not gzip");
            }
        }
    }

    /** Ends where a file is larger than text of its kind can be. */
    private static final class Bounded extends BlockInputStream {
        private final InputStream in;
        private final Path file;
        private final long limit;
        private final long stored;
        private long done;

        Bounded(Path file, InputStream text, long limit, long stored) {
            this.in = text;
            this.file = file;
            this.limit = limit;
            this.stored = stored;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n;
            try {
                n = in.read(to, offset, length);
            } catch (EOFException | ZipException e) {
                throw damaged(file, e);
            }
            done += Math.max(n, 0);
            if (done > limit) {
                throw new DataException(file + ": more than " + limit + " bytes of text; is it the right file?");
            }
            if (done > UNSUSPICIOUS_BYTES && done / SUSPICIOUS_RATIO > stored) {
                throw new DataException(file + ": its " + stored + " bytes of gzip unpack to more than " + done
                        + ", a bomb by all appearance");
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
