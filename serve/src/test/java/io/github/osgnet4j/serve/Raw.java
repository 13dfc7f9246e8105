package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that sends what no client library would. */
final class Raw {

    private static final int PATIENCE_MILLIS = 90_000;

    private Raw() {}

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Sends bytes and reads one answer. */
    static Got exchange(int port, String request) {
        try (Socket socket = connect(port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One answer, with a body as long as its header says. */
    static Got answer(Socket socket) throws IOException {
        return answer(socket.getInputStream());
    }

    /** One answer of several that a connection brings. */
    static Got answer(InputStream in) throws IOException {
        String status = line(in);
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":", 2);
            headers.computeIfAbsent(parts[0].strip(), name -> new ArrayList<>()).add(parts[1].strip());
        }
        HttpHeaders all = HttpHeaders.of(headers, (name, value) -> true);
        int length = (int) all.firstValueAsLong("Content-Length").orElse(0);
        return new Got(
                Integer.parseInt(status.split(" ")[1]), new String(in.readNBytes(length), StandardCharsets.UTF_8), all);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The connection was closed after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
