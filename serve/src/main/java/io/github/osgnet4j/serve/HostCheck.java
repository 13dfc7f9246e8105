package io.github.osgnet4j.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Protects a server without a token: it listens only on this machine, and answers only requests that address it by a
 * name of this machine. A web page whose name was made to point here (DNS rebinding) does not.
 */
final class HostCheck {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final boolean open;
    private final String configured;

    /**
     * A check.
     *
     * @param open whether any name will do
     * @param configured the host the server was told to listen on
     */
    HostCheck(boolean open, String configured) {
        this.open = open;
        this.configured = configured;
    }

    /** Whether an address can be reached from this machine alone. */
    static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ServeException("--host " + host + ": there is no such address; 127.0.0.1 is this machine", e);
        }
    }

    /**
     * Lets a request pass.
     *
     * @param host by which it calls the server, without port
     * @throws ProblemException if that is no name of this machine, and the server has no token
     */
    void require(String host) {
        if (!open && !local(host) && !host.equalsIgnoreCase(configured)) {
            throw new ProblemException(
                    ProblemType.MISDIRECTED,
                    "A server without a token answers to localhost and 127.0.0.1, not to " + Quoted.of(host)
                            + "; give it a token, or let the proxy in front of it send 'Host: localhost'");
        }
    }

    private static boolean local(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || name.equals("::1")
                || name.startsWith("127.") && IPV4.matcher(name).matches();
    }
}
