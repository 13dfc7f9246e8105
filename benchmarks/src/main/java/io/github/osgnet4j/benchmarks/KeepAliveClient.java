package io.github.osgnet4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to a server on this machine that sends one request after the other. It costs as little as a client can: requests are
 * bytes that were made before, and of an answer only the status and the end are looked for.
 */
final class KeepAliveClient implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: *([0-9]{1,9})\r\n");
    private static final String END = "\r\n\r\n";
    private static final int PATIENCE_MILLIS = 90_000;
    private static final int SHOWN = 300;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] answer = new byte[16 << 10];
    private int size;
    private int bodyAt;

    KeepAliveClient(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** A request without a body, as it is sent. */
    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost" + END).getBytes(StandardCharsets.US_ASCII);
    }

    /** A request with a body, as it is sent. */
    static byte[] post(String path, String mediaType, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + mediaType
                        + "\r\nContent-Length: " + body.length + END)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws IOException if there is none, or it is an error
     */
    void ask(byte[] request) throws IOException {
        out.write(request);
        size = 0;
        String head = "";
        while (head.isEmpty()) {
            receive();
            String soFar = new String(answer, 0, size, StandardCharsets.ISO_8859_1);
            int end = soFar.indexOf(END);
            head = end < 0 ? "" : soFar.substring(0, end + END.length());
        }
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            throw new IOException("The answer has no length: " + head);
        }
        bodyAt = head.length();
        int end = bodyAt + Integer.parseInt(length.group(1));
        while (size < end) {
            receive();
        }
        if (!head.startsWith("HTTP/1.1 2")) {
            throw new IOException("The server answers " + body().substring(0, Math.min(SHOWN, size - bodyAt)));
        }
    }

    private void receive() throws IOException {
        if (size == answer.length) {
            answer = Arrays.copyOf(answer, 2 * size);
        }
        int count = in.read(answer, size, answer.length - size);
        if (count < 0) {
            throw new IOException("The server has closed the connection");
        }
        size += count;
    }

    /** The last answer's body. */
    String body() {
        return new String(answer, bodyAt, size - bodyAt, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
