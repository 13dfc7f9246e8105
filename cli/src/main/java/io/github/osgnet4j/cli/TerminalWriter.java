package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.io.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;

/**
 * The one way to standard output and standard error. Lines end where {@code println} or {@code %n} ends them; within what
 * is printed, line ends and other controls are shown as escapes. It remembers why something could not be written.
 */
final class TerminalWriter extends PrintWriter {

    private final Sink sink;
    private boolean verbatim;

    TerminalWriter(Writer out) {
        this(new Sink(out));
    }

    private TerminalWriter(Sink sink) {
        super(sink, true);
        this.sink = sink;
    }

    /** Writes a text of the program's own, such as its help, which may have lines and colours. */
    void verbatim(Runnable printing) {
        verbatim = true;
        try {
            printing.run();
        } finally {
            verbatim = false;
        }
    }

    /** Why not everything was written, once it is flushed; empty if everything was. */
    Optional<String> loss() {
        boolean lost = checkError();
        return sink.failure()
                .map(e -> e.getMessage() == null ? e.toString() : e.getMessage())
                .or(() -> lost ? Optional.of("it cannot be written to") : Optional.empty());
    }

    @Override
    public void write(String text, int offset, int length) {
        String part = text.substring(offset, offset + length);
        String shown = verbatim || part.equals(System.lineSeparator()) ? part : Printable.line(part);
        super.write(shown, 0, shown.length());
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(int c) {
        write(String.valueOf((char) c), 0, 1);
    }

    /** Remembers the first failure, which a PrintWriter does not. */
    private static final class Sink extends FilterWriter {

        private IOException failure;

        Sink(Writer out) {
            super(out);
        }

        Optional<IOException> failure() {
            if (failure == null && out instanceof PrintWriter printer && printer.checkError()) {
                failure = new IOException("it cannot be written to");
            }
            return Optional.ofNullable(failure);
        }

        private IOException remember(IOException e) {
            failure = failure == null ? e : failure;
            return e;
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            try {
                out.write(text, offset, length);
            } catch (IOException e) {
                throw remember(e);
            }
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            write(new String(text, offset, length), 0, length);
        }

        @Override
        public void write(int c) throws IOException {
            write(String.valueOf((char) c), 0, 1);
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw remember(e);
            }
        }
    }
}
