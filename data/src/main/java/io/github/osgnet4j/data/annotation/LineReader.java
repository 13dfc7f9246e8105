package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Lines of a UTF-8 file one by one, none longer than a bound, ended by LF, CR or both. */
public final class LineReader implements AutoCloseable {
    private static final int MAX_LINE = 1 << 24;
    private static final long MAX_BYTES = 1L << 33;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final Reader reader;
    private final char[] block = new char[1 << 13];
    private int read;
    private int next;
    private final StringBuilder line = new StringBuilder();
    private int number;
    private int blank;
    private boolean returned;

    /**
     * Opens a file, plain or in gzip.
     *
     * @throws DataException if it cannot be read
     */
    public LineReader(Path file) {
        this(file, () -> {});
    }

    /**
     * Opens a file for somebody who shows how far it is read.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     * @throws DataException if it cannot be read
     */
    public LineReader(Path file, Runnable everyMebi) {
        this.file = file;
        try {
            reader = new InputStreamReader(
                    TextFile.open(file, MAX_BYTES, everyMebi), StandardCharsets.UTF_8.newDecoder());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The next line that is not blank, without white space at its ends.
     *
     * @throws DataException if it is too long or not UTF-8
     */
    public Optional<String> next() {
        while (advance()) {
            String text = line.toString().strip();
            if (!text.isEmpty()) {
                return Optional.of(text);
            }
            blank++;
        }
        return Optional.empty();
    }

    /** Where the last line was, for messages: file and line number. */
    public String place() {
        return file + " line " + number;
    }

    /** How many blank lines were read over. */
    public int blank() {
        return blank;
    }

    private boolean advance() {
        line.setLength(0);
        number++;
        try {
            int c = read();
            if (returned && c == '\n') {
                c = read();
            }
            if (c < 0) {
                return false;
            }
            for (; c >= 0 && c != '\n' && c != '\r'; c = read()) {
                if (c == BYTE_ORDER_MARK && line.isEmpty()) {
                    continue;
                }
                if (line.length() == MAX_LINE) {
                    throw new DataException(place() + ": longer than " + MAX_LINE + " characters; is it JSON lines?");
                }
                line.append((char) c);
            }
            returned = c == '\r';
            return true;
        } catch (CharacterCodingException e) {
            throw new DataException(place() + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The next character, or -1; a BufferedReader would take its lock for each. */
    private int read() throws IOException {
        if (next >= read) {
            next = 0;
            read = reader.read(block);
            if (read < 0) {
                return -1;
            }
        }
        return block[next++];
    }

    private DataException unreadable(IOException e) {
        return DataException.unreadable(file, e);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
