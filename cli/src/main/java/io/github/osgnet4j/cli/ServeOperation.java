package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Who may ask {@code osgnet serve}, how often, and what is written down of it. */
final class ServeOperation {

    private static final Logger LOG = LoggerFactory.getLogger(ServeOperation.class);

    /** How lines of the log look. */
    enum LogFormat {
        TEXT,
        JSON
    }

    /**
     * A number of requests in some time.
     *
     * @param requests at most
     * @param period in which they come
     */
    record Rate(int requests, Duration period) {}

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the token that requests must send, 16 characters or more, or sha256:HEX of it. Read"
                            + " again at SIGHUP.")
    private Optional<Path> token;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description =
                    "File with a line 'name token' or 'name sha256:HEX' for each client, followed by 'admin' for an"
                            + " administrator; replaces --token-file. Read again at SIGHUP.")
    private Optional<Path> tokens;

    @Option(
            names = "--rate",
            converter = RateConverter.class,
            paramLabel = "N/s|N/min",
            description = "Requests for each token or, without tokens, each address; more get 429 (default: no limit).")
    private Optional<Rate> rate;

    @Option(
            names = "--audit",
            paramLabel = "FILE",
            description =
                    "File to which a line of JSON is appended for each request whose queries were answered, and each"
                            + " swap. Reopened at SIGHUP.")
    private Optional<Path> audit;

    @Option(names = "--audit-no-text", description = "Leave the words of queries out of the --audit file.")
    private boolean auditNoText;

    @Option(names = "--access-log", description = "Log every request; -v includes this.")
    private boolean accessLog;

    @Option(
            names = "--log-format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "Format of the log on stderr (default: ${DEFAULT-VALUE}).")
    private LogFormat logFormat;

    @Option(
            names = "--bundles",
            paramLabel = "DIR",
            description = "Folder whose bundles administrators may swap in while the server runs; needs --tokens.")
    private Optional<Path> bundles;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Certificate in PEM, followed by those of its issuers: serve HTTPS instead of HTTP. Read again"
                            + " at SIGHUP.")
    private Optional<Path> certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Key of --tls-cert in PEM (PKCS#8), not encrypted.")
    private Optional<Path> key;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Lets the log be as it is asked for. */
    void applyLogFormat() {
        if (logFormat == LogFormat.JSON) {
            StandardErrorLog.useJson();
        }
    }

    /** Whether there is something to read again or to open anew. */
    boolean reloads() {
        return token.isPresent() || tokens.isPresent() || audit.isPresent() || certificate.isPresent();
    }

    /**
     * Hands all of them to a server.
     *
     * @throws ParameterException if options do not go together
     */
    void apply(OsgnetServerBuilder builder, ServeLimits limits) {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--tls-cert and --tls-key go together");
        }
        if (auditNoText && audit.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--audit-no-text goes with --audit");
        }
        if (token.isPresent() && tokens.isPresent()) {
            LOG.warn("--token-file is not used: --tokens is given");
        }
        tokens.ifPresentOrElse(builder::tokenFile, () -> token.ifPresent(builder::singleTokenFile));
        rate.ifPresent(most -> limits.set("--rate", () -> builder.rate(most.requests(), most.period())));
        audit.ifPresent(file -> builder.audit(file, !auditNoText));
        builder.accessLog(accessLog);
        bundles.ifPresent(builder::bundleRoot);
        certificate.ifPresent(file -> builder.tls(file, key.orElseThrow()));
    }

    /** Such as 10/s. */
    static final class RateConverter implements ITypeConverter<Rate> {

        private static final Pattern RATE = Pattern.compile("([0-9]{1,7})/(s|min)");

        @Override
        public Rate convert(String text) {
            Matcher rate = RATE.matcher(text);
            if (!rate.matches()) {
                throw new TypeConversionException("'" + text + "' is not a rate; expected one such as 10/s or 600/min");
            }
            return new Rate(
                    Integer.parseInt(rate.group(1)),
                    rate.group(2).equals("s") ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
        }
    }
}
