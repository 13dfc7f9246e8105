package io.github.osgnet4j.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.osgnet4j.data.io.Printable;

/** A message of the log in one line, with the stack trace below it where there is one. */
public final class PrintableMessage extends ThrowableProxyConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return Printable.line(event.getFormattedMessage())
                + System.lineSeparator()
                + Printable.lines(super.convert(event));
    }
}
