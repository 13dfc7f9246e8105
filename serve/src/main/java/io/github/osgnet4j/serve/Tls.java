package io.github.osgnet4j.serve;

import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of a server that speaks TLS itself, 1.2 and 1.3. */
final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final PemFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    /**
     * A server's TLS.
     *
     * @throws ServeException if the files cannot be used
     */
    Tls(PemFiles files) {
        this.files = files;
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        context.setRenegotiationAllowed(false);
        context.setSniRequired(false);
        use(context, files.open());
    }

    private static void use(SslContextFactory context, PemFiles.Opened opened) {
        context.setKeyStore(opened.keys());
        context.setKeyStorePassword(opened.password());
        context.setKeyManagerPassword(opened.password());
    }

    /** What connections begin with. */
    SslConnectionFactory connections(String next) {
        return new SslConnectionFactory(context, next);
    }

    /**
     * Reads the files again; connections from now on get what is in them.
     *
     * @throws ServeException if they cannot be used; those before stay
     */
    void reload() {
        PemFiles.Opened opened = files.open();
        try {
            // What fails while the context is read anew would leave it without any certificate.
            SslContextFactory.Server trial = new SslContextFactory.Server();
            use(trial, opened);
            trial.start();
            trial.stop();
            context.reload(factory -> use(factory, opened));
        } catch (Exception e) {
            throw new ServeException(files.certificate() + " cannot be used: " + e.getMessage(), e);
        }
        LOG.info("{}: new connections get this certificate", files.certificate());
    }
}
