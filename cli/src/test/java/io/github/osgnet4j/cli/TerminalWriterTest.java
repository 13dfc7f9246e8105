package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.io.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the terminal, and what happens when it takes nothing. */
class TerminalWriterTest {

    private static final String NEWLINE = System.lineSeparator();

    private final StringWriter terminal = new StringWriter();
    private final TerminalWriter out = new TerminalWriter(terminal);

    @Test
    void everyControlIsShownAsAnEscape() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int type = Character.getType(c);
            boolean joins = c == 0x200c || c == 0x200d;
            boolean shown = type != Character.CONTROL
                    && (type != Character.FORMAT || joins)
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            String text = "a" + Character.toString(c) + "b";
            assertEquals(shown, Printable.line(text).equals(text), Integer.toHexString(c));
        }
        assertEquals("\\u001b[1m\\u009b\\u202e\\udb40\\udc41", Printable.line("\u001b[1m\u009b\u202e\udb40\udc41"));
    }

    @Test
    void linesEndWhereTheProgramEndsThem() {
        out.println("one\ntwo");
        out.printf(Locale.ROOT, "%s%n%5d%n", "three\r\nfour", 5);
        out.print("\u001b");
        out.flush();
        assertEquals(
                "one\\ntwo" + NEWLINE + "three\\r\\nfour" + NEWLINE + "    5" + NEWLINE + "\\u001b",
                terminal.toString());
    }

    @Test
    void theHelpIsOurs() {
        out.verbatim(() -> out.print("\u001b[1mUsage\u001b[0m\n"));
        out.flush();
        assertEquals("\u001b[1mUsage\u001b[0m\n", terminal.toString());
    }

    private static Writer broken(String why) {
        return new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException(why);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void theReasonOfALossIsKept() {
        assertEquals(Optional.empty(), out.loss());
        TerminalWriter full = new TerminalWriter(broken("No space left on device"));
        full.println("result");
        assertEquals(Optional.of("No space left on device"), full.loss());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "help"})
    void aCommandWhoseResultsAreLostFails(String command) {
        StringWriter messages = new StringWriter();
        assertEquals(1, Osgnet.run(broken("No space left on device"), messages, command));
        assertEquals("osgnet: write error on standard output: No space left on device" + NEWLINE, messages.toString());
    }

    @Test
    void aReaderThatHasEnoughMakesNoFailure() {
        StringWriter messages = new StringWriter();
        assertEquals(0, Osgnet.run(broken("Broken pipe"), messages, "--help"));
        assertEquals("", messages.toString());
        assertEquals(2, Osgnet.run(broken("Broken pipe"), messages, "no-command"));
    }

    @Test
    void theLogHasOneLineForAMessage() {
        assertTrue(new PrintableMessage()
                .convert(new ch.qos.logback.classic.spi.LoggingEvent(
                        "here",
                        (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("test"),
                        ch.qos.logback.classic.Level.INFO,
                        "clip {}",
                        null,
                        new Object[] {"a\u001b\nb"}))
                .equals("clip a\\u001b\\nb" + NEWLINE));
    }
}
