package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.InputFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Lines of a UTF-8 file one by one, none longer than a bound. */
final class LineReader implements AutoCloseable {
    private static final int MAX_LINE = 1 << 24;

    private final Path file;
    private final BufferedReader reader;
    private final StringBuilder line = new StringBuilder();
    private int number;

    LineReader(Path file) {
        this.file = file;
        try {
            reader = Files.newBufferedReader(InputFile.regular(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The next line that is not blank. */
    Optional<String> next() {
        while (advance()) {
            String text = line.toString().strip();
            if (!text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** Where the last line was, for messages: file and line number. */
    String place() {
        return file + " line " + number;
    }

    private boolean advance() {
        line.setLength(0);
        number++;
        try {
            int c = reader.read();
            if (c < 0) {
                return false;
            }
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (line.length() == MAX_LINE) {
                    throw new DataException(place() + ": longer than " + MAX_LINE + " characters; is it JSON lines?");
                }
                line.append((char) c);
            }
            return true;
        } catch (CharacterCodingException e) {
            throw new DataException(place() + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
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
