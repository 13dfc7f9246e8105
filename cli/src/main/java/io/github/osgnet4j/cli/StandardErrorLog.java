package io.github.osgnet4j.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command's log on standard error; set up here, as a parser of XML takes its time at each start. */
public final class StandardErrorLog extends ContextAwareBase implements Configurator {

    /** Names a file that configures the log instead. */
    private static final String FILE = "logback.configurationFile";

    private static final String APPENDER = "stderr";

    /** DJL reports every library it loads, and the absence of GPUs as a warning; Jetty every part that it starts. */
    private static final Map<String, Level> LEVELS = Map.of("ai.djl", Level.ERROR, "org.eclipse.jetty", Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext log) {
        if (System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        log.getStatusManager().add(new NopStatusListener());
        Line line = new Line();
        line.setContext(log);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(log);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(log);
        appender.setName(APPENDER);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        LEVELS.forEach((name, level) -> log.getLogger(name).setLevel(level));
        log.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        log.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Writes JSON from now on; a log that a file configures stays as it is. */
    static void useJson() {
        LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (log.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                instanceof ConsoleAppender<ILoggingEvent> appender) {
            JsonLines lines = new JsonLines();
            lines.setContext(log);
            lines.start();
            appender.setEncoder(lines);
        }
    }

    /** The level, the request that it is about, and what is said. */
    private static final class Line extends LayoutBase<ILoggingEvent> {

        /** The key that a server gives the id of a request. */
        private static final String REQUEST = "requestId";

        private final PrintableMessage message = new PrintableMessage();

        @Override
        public void start() {
            message.start();
            super.start();
        }

        @Override
        public String doLayout(ILoggingEvent event) {
            String request = event.getMDCPropertyMap().get(REQUEST);
            return String.format(Locale.ROOT, "%-5s ", event.getLevel())
                    + (request == null ? "" : "[" + request + "] ")
                    + message.convert(event);
        }
    }
}
