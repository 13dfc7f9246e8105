package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that speaks TLS by itself. */
class TlsTest {

    @TempDir
    static Path folder;

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

    private static Certificates rsa;
    private static Certificates ec;
    private static OsgnetServer server;

    private static OsgnetServerBuilder builder() {
        return Demo.builder()
                .tls(folder.resolve("cert.pem"), folder.resolve("key.pem"))
                .idleTimeout(Duration.ofMinutes(5));
    }

    @BeforeAll
    static void start() throws IOException {
        rsa = Certificates.make(folder, "RSA");
        ec = Certificates.make(folder, "EC");
        write(rsa.certificate(), rsa.key());
        server = builder().headerTimeout(Duration.ofSeconds(20)).connections(4).start();
        server.load();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void write(String certificate, String key) throws IOException {
        Files.writeString(folder.resolve("cert.pem"), certificate);
        Files.writeString(folder.resolve("key.pem"), key);
    }

    private static int status(Certificates trusted) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(trusted.trust()).build();
        return client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/api/models"))
                                .timeout(Duration.ofMinutes(1))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static SSLSocket connect(String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) rsa.trust().getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(90_000);
        socket.setEnabledProtocols(protocols);
        return socket;
    }

    @Test
    void queriesAreAnswered() throws Exception {
        assertTrue(server.url().startsWith("https://127.0.0.1:"), server.url());
        HttpClient client = HttpClient.newBuilder().sslContext(rsa.trust()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "api/ground"))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", Json.MEDIA_TYPE)
                .POST(BodyPublishers.ofString(Running.annotated(Demo.query()).toString()))
                .build();
        JsonNode answer = Running.JSON.readTree(
                client.send(request, BodyHandlers.ofString()).body());
        JsonNode plain = Running.shared()
                .send(Running.shared().ground(Running.annotated(Demo.query())))
                .json();
        assertEquals(plain.get("windows"), answer.get("windows"));
    }

    @Test
    void onlyVersionsThatAreStillSafeAreSpoken() throws IOException {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = connect(version)) {
                socket.startHandshake();
                assertEquals(version, socket.getSession().getProtocol());
            }
        }
        // The same greeting with another version; Java's own client would not send it.
        assertEquals(List.of(HANDSHAKE), answer(0x0303).subList(0, 1));
        assertEquals(List.of(ALERT, PROTOCOL_VERSION), answer(0x0302));
        assertEquals(List.of(ALERT, PROTOCOL_VERSION), answer(0x0301));
    }

    /** The kind of record that answers a ClientHello of a version and, if that is an alert, what it says. */
    private static List<Integer> answer(int version) throws IOException {
        byte[] random = new byte[32];
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(hello);
        out.writeShort(version);
        out.write(random);
        out.writeByte(0);
        int[] suites = {0xc02f, 0xc027, 0xc013, 0x002f};
        out.writeShort(2 * suites.length);
        for (int suite : suites) {
            out.writeShort(suite);
        }
        out.writeShort(0x0100);
        // Groups: secp256r1. Forms of points: uncompressed. Signatures: RSA with SHA-256, as PSS or PKCS#1.
        byte[] extensions = HexFormat.of().parseHex("000a000400020017" + "000b00020100" + "000d0006000408040401");
        out.writeShort(extensions.length);
        out.write(extensions);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream record = new DataOutputStream(whole);
        record.writeByte(HANDSHAKE);
        record.writeShort(0x0301);
        record.writeShort(hello.size() + 4);
        record.writeInt(1 << 24 | hello.size());
        record.write(hello.toByteArray());
        try (Socket socket = Raw.connect(server.port())) {
            socket.getOutputStream().write(whole.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int kind = in.readUnsignedByte();
            in.readNBytes(5);
            return List.of(kind, in.readUnsignedByte());
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsGivenUp() throws IOException {
        try (OsgnetServer strict =
                        builder().headerTimeout(Duration.ofSeconds(2)).start();
                Socket socket = Raw.connect(strict.port())) {
            // The beginning of a ClientHello.
            socket.getOutputStream().write(new byte[] {22, 3, 1, 1});
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void connectionsAreCountedOnce() throws Exception {
        try (SSLSocket one = connect("TLSv1.3");
                SSLSocket two = connect("TLSv1.3");
                SSLSocket three = connect("TLSv1.3")) {
            for (SSLSocket socket : List.of(one, two, three)) {
                socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
                assertEquals(200, Raw.answer(socket).status());
            }
            assertEquals(200, status(rsa));
            one.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertEquals(200, Raw.answer(one).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2, 200", "elsewhere.example, 421"})
    void namesThatAreNotInTheCertificateAreForClientsToJudge(String host, int status) throws IOException {
        try (SSLSocket socket = connect("TLSv1.3")) {
            socket.getOutputStream()
                    .write(("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(status, Raw.answer(socket).status());
        }
    }

    @Test
    void anAnswerBeforeTheEndOfABodyIsRead() throws IOException {
        try (SSLSocket socket = connect("TLSv1.3")) {
            socket.getOutputStream()
                    .write(("POST /api/ground HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100000000\r\n\r\n")
                            .getBytes());
            socket.getOutputStream().write(new byte[200_000]);
            Running.Got got = Raw.answer(socket);
            assertEquals(413, got.status());
            assertEquals("close", got.header("Connection"));
        }
    }

    @Test
    void aNewCertificateIsTakenOverAndABadOneIsNot() throws Exception {
        try {
            write(ec.certificate(), rsa.key());
            server.reload();
            assertEquals(200, status(rsa));
            write(ec.certificate(), ec.key());
            server.reload();
            assertEquals(200, status(ec));
            assertThrows(SSLHandshakeException.class, () -> status(rsa));
        } finally {
            write(rsa.certificate(), rsa.key());
            server.reload();
        }
        assertEquals(200, status(rsa));
    }

    private static void assertRefused(String certificate, String key, String... words) throws IOException {
        Path certificates = Files.writeString(folder.resolve("bad-cert.pem"), certificate);
        Path keys = Files.writeString(folder.resolve("bad-key.pem"), key);
        ServeException e = assertThrows(ServeException.class, () -> new PemFiles(certificates, keys).open());
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    @Test
    void filesThatCannotBeUsedAreRefusedWithWhatToDo() throws IOException, NoSuchAlgorithmException {
        assertRefused("", rsa.key(), "bad-cert.pem", "no certificate");
        assertRefused("hello", rsa.key(), "bad-cert.pem");
        assertRefused(rsa.key(), rsa.key(), "bad-cert.pem");
        assertRefused(rsa.certificate().substring(0, 300), rsa.key(), "bad-cert.pem");
        assertRefused(rsa.certificate(), "", "bad-key.pem", "no key");
        assertRefused(rsa.certificate(), rsa.certificate(), "bad-key.pem", "no key");
        assertRefused(rsa.certificate(), ec.key(), "bad-key.pem", "not the RSA key");
        assertRefused(
                ec.certificate(),
                Certificates.pem(
                        "PRIVATE KEY",
                        KeyPairGenerator.getInstance("EC")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded()),
                "not the key of");
        assertRefused(
                rsa.certificate(),
                Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[9]),
                "encrypted",
                "openssl pkcs8");
        assertRefused(
                rsa.certificate(),
                Certificates.pem("RSA PRIVATE KEY", new byte[9]),
                "RSA PRIVATE KEY",
                "openssl pkcs8");
        assertRefused(rsa.certificate(), Certificates.pem("PRIVATE KEY", new byte[9]), "damaged");
    }

    @Test
    void aKeyStoreHasBoth() throws KeyStoreException, IOException {
        Path certificates = Files.writeString(folder.resolve("good-cert.pem"), "Subject: me\n" + ec.certificate());
        Path keys = Files.writeString(folder.resolve("good-key.pem"), "Bag Attributes\n" + ec.key());
        assertTrue(new PemFiles(certificates, keys).open().keys().isKeyEntry("server"));
    }
}
