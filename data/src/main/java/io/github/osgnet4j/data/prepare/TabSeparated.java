package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A table with a header, its columns divided by tabs or another character, divided into fields as {@code pandas.read_csv} does it: a field that starts with a quote goes to
 * the next single quote, over tabs and line ends; quotes elsewhere are text; lines that are blank do not count; lines end at LF, CR or both.
 */
final class TabSeparated implements AutoCloseable {
    private static final long MAX_BYTES = 1L << 36;
    private static final int MAX_FIELD = 1 << 24;
    private static final int MAX_FIELDS = 4096;
    private static final int BUFFER = 1 << 16;
    private static final int END = -1;

    private final Path file;
    private final char separator;
    private final Reader in;
    private final List<String> header;
    private final StringBuilder field = new StringBuilder();
    private List<String> fields = List.of();
    private final char[] buffer = new char[BUFFER];
    private int buffered;
    private int next;
    /** White space that a line began with before it was known not to be blank. */
    private String leading = "";

    private int ahead;
    private long line = 1;
    private long start = 1;

    /**
     * Opens a table, plain or in gzip, and reads its header.
     *
     * @throws DataException if it cannot be read or has no line
     */
    TabSeparated(Path file) {
        this(file, '\t', () -> {});
    }

    /**
     * The same with another character between the columns.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     */
    TabSeparated(Path file, char separator, Runnable everyMebi) {
        this.file = file;
        this.separator = separator;
        try {
            in = new InputStreamReader(TextFile.open(file, MAX_BYTES, everyMebi), StandardCharsets.UTF_8.newDecoder());
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        try {
            advance();
            if (!read()) {
                throw new DataException(file + ": is empty; expected a line with the names of the columns");
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        header = List.copyOf(fields);
    }

    /**
     * Where a column is; of several with that name the first.
     *
     * @throws DataException if there is none
     */
    int column(String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new DataException(file + ": column '" + name + "' is missing among " + header.size() + ": "
                    + Place.shortened(String.join(" ", header)) + "; expected "
                    + (separator == '\t' ? "tabs" : separator)
                    + " between the columns");
        }
        return column;
    }

    /** The first of these columns that there is; empty if there is none. */
    OptionalInt firstColumn(List<String> names) {
        return names.stream()
                .mapToInt(header::indexOf)
                .filter(column -> column >= 0)
                .findFirst();
    }

    /** Goes to the next row; false if there is none. */
    boolean next() {
        return read();
    }

    /** Whether the row has more fields than the header. */
    boolean surplus() {
        return fields.size() > header.size();
    }

    /**
     * Refuses a row that has more fields than the header: whoever writes a text with the separator and forgets the quotes loses the rest of it.
     *
     * @throws DataException naming file and line
     */
    void requireNoSurplus() {
        if (surplus()) {
            throw new DataException(place() + ": " + fields.size() + " fields, expected " + header.size()
                    + " as in the header; quote texts that have commas, \"like this, for one\"");
        }
    }

    /** A field of the row, empty if the row is too short to have it. */
    String field(int column) {
        return column < fields.size() ? fields.get(column) : "";
    }

    /** A column's name. */
    String name(int column) {
        return header.get(column);
    }

    /** File and line of the row, for messages. */
    String place() {
        return file + " line " + start;
    }

    private boolean read() {
        skipBlankLines();
        if (ahead == END) {
            return false;
        }
        start = line;
        List<String> row = new ArrayList<>(Math.max(8, fields.size()));
        boolean more = true;
        while (more) {
            field.setLength(0);
            readField();
            row.add(field.toString());
            if (row.size() > MAX_FIELDS) {
                throw new DataException(place() + ": more than " + MAX_FIELDS + " fields; is it the right file?");
            }
            more = ahead == separator;
            if (more) {
                advance();
            }
        }
        endLine();
        fields = row;
        return true;
    }

    /** A line of spaces alone is blank too; other spaces belong to the first field. */
    private void skipBlankLines() {
        field.setLength(0);
        while (ahead == '\n' || ahead == '\r' || ahead == ' ') {
            if (ahead == ' ') {
                push();
            } else {
                endLine();
                field.setLength(0);
            }
        }
        leading = ahead == END ? "" : field.toString();
    }

    private void readField() {
        field.append(leading);
        boolean quoted = leading.isEmpty() && ahead == '"';
        leading = "";
        if (quoted) {
            readQuoted();
        }
        while (ahead != separator && !atLineEnd()) {
            push();
        }
    }

    /** What follows the closing quote belongs to the field too. */
    private void readQuoted() {
        advance();
        while (true) {
            if (ahead == END) {
                throw new DataException(place() + ": a quoted field does not end before the file does");
            } else if (ahead != '"') {
                push();
            } else {
                advance();
                if (ahead != '"') {
                    return;
                }
                push();
            }
        }
    }

    private boolean atLineEnd() {
        return ahead == END || ahead == '\n' || ahead == '\r';
    }

    private void endLine() {
        if (ahead == '\r') {
            advance();
            if (ahead == '\n') {
                advance();
            } else {
                line++;
            }
        } else if (ahead == '\n') {
            advance();
        }
    }

    private void push() {
        if (field.length() == MAX_FIELD) {
            throw new DataException(place() + ": a field of more than " + MAX_FIELD
                    + " characters; is it a table with tabs, and is no quote left open?");
        }
        field.append((char) ahead);
        advance();
    }

    private void advance() {
        if (ahead == '\n') {
            line++;
        }
        try {
            if (next == buffered) {
                buffered = in.read(buffer);
                next = 0;
            }
            ahead = buffered < 0 ? END : buffer[next++];
        } catch (CharacterCodingException e) {
            throw new DataException(file + " line " + line + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }
}
