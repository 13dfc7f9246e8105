package io.github.osgnet4j.serve;

import static io.github.osgnet4j.serve.Operated.ADMIN;
import static io.github.osgnet4j.serve.Operated.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Administrators put another bundle in place of the one that answers. */
class BundleSwapTest {

    private static final String SWAP = "/api/admin/models/{model}/swap";

    @TempDir
    static Path folder;

    private static Operated server;

    @BeforeAll
    static void start() throws IOException {
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        copy(bundles.resolve("next"), "\"demo.yaml\"", "\"next.yaml\"");
        copy(bundles.resolve("other-rate"), "\"fps\" : 30.0", "\"fps\" : 25.0");
        copy(bundles.resolve("damaged"), "", "");
        Files.write(bundles.resolve("damaged/query.onnx"), new byte[10]);
        Files.createDirectory(bundles.resolve("empty"));
        copy(folder.resolve("outside"), "", "");
        Files.createSymbolicLink(bundles.resolve("link"), folder.resolve("outside"));
        server = new Operated(folder, Demo.builder().bundleRoot(bundles));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The demo with another manifest, which its hash follows. */
    private static void copy(Path to, String old, String other) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(Demo.BUNDLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        String manifest = Files.readString(to.resolve("manifest.json"));
        assertTrue(manifest.contains(old), old);
        Files.writeString(to.resolve("manifest.json"), manifest.replace(old, other));
        Files.writeString(to.resolve("manifest.sha256"), sha256(to) + "  manifest.json\n");
    }

    private static String sha256(Path bundle) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(Files.readAllBytes(bundle.resolve("manifest.json"))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Got swap(String token, String bundle) {
        return server.post(
                token,
                "/api/admin/models/demo/swap",
                Running.JSON.createObjectNode().put("bundle", bundle).toString());
    }

    @Test
    void onlyAdministratorsSeeTheBundles() {
        Got got = server.get(ALICE, "/api/admin/models");
        OpenApiTest.assertAnswerFits("get", "/api/admin/models", "403", got);
        assertEquals("forbidden", got.problem());
        assertEquals(401, server.get("/api/admin/models").status());
        assertEquals(403, swap(ALICE, "next").status());
        assertEquals(403, Running.shared().get("/api/admin/models").status());
        Got all = server.get(ADMIN, "/api/admin/models");
        OpenApiTest.assertAnswerFits("get", "/api/admin/models", "200", all);
        JsonNode seen = all.json();
        assertEquals(
                "[\"damaged\",\"next\",\"other-rate\"]", seen.get("bundles").toString());
        assertEquals("demo", seen.get("models").get(0).get("model").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../outside",
                "/etc",
                "next/../../outside",
                "link",
                "empty",
                "nobody",
                "..\\outside",
                "%2e%2e",
                "next/",
                "\u0000next",
            })
    void whatIsNoBundleRightInTheFolderIsNotThere(String name) {
        Got got = swap(ADMIN, name);
        OpenApiTest.assertAnswerFits("post", SWAP, "404", got);
        assertEquals("unknown-bundle", got.problem());
    }

    @Test
    void aBundleThatCannotAnswerInsteadIsRefused() throws IOException {
        Got damaged = swap(ADMIN, "damaged");
        assertEquals(422, damaged.status(), damaged.body());
        assertEquals("invalid-bundle", damaged.problem());
        assertTrue(damaged.json().get("detail").asText().contains("query.onnx"), damaged.body());
        assertFalse(damaged.body().contains(folder.toRealPath().toString()), damaged.body());
        assertFalse(damaged.body().contains(folder.toString()), damaged.body());
        Got other = swap(ADMIN, "other-rate");
        assertEquals("invalid-bundle", other.problem());
        assertTrue(other.json().get("detail").asText().contains("preprocessing"), other.body());
        assertEquals(
                404,
                server.post(ADMIN, "/api/admin/models/nobody/swap", "{\"bundle\": \"next\"}")
                        .status());
        assertEquals(
                422, server.post(ADMIN, "/api/admin/models/demo/swap", "{}").status());
    }

    @Test
    void aBundleIsSwappedInWhileRequestsRun() throws IOException {
        HttpRequest ground = server.as(ALICE, "/api/ground")
                .POST(BodyPublishers.ofString(Running.annotated(Demo.query()).toString()))
                .build();
        assertEquals(
                200,
                server.post(
                                ADMIN,
                                "/api/ground",
                                Running.annotated(Demo.QUERIES.get(5)).toString())
                        .status());
        Got before = server.send(ground);
        JsonNode expected = before.json().get("windows");
        AtomicBoolean done = new AtomicBoolean();
        List<Got> answers = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                Got got = server.send(ground);
                assertEquals(200, got.status(), got.body());
                assertEquals(expected, got.json().get("windows"));
                answers.add(got);
            }
        });
        String hash = sha256(folder.resolve("bundles/next"));
        Got swapped;
        Got after;
        try {
            Waiting.until(() -> !answers.isEmpty() || asking.isDone());
            swapped = swap(ADMIN, "next");
            assertEquals(200, swapped.status(), swapped.body());
            assertEquals(hash, swapped.json().get("sha256").asText());
            after = server.send(ground);
        } finally {
            done.set(true);
        }
        asking.join();
        OpenApiTest.assertAnswerFits("post", SWAP, "200", swapped);
        JsonNode split = server.get(ADMIN, "/api/split").json();
        assertEquals(1, split.get("predictions").get(0).get("queries").asInt(), "what the other answered is forgotten");
        assertEquals(expected, after.json().get("windows"));

        assertEquals(sha256(Demo.BUNDLE), bundle(server.audit(before).get(0)));
        assertEquals(hash, bundle(server.audit(after).get(0)));
        assertNotEquals(sha256(Demo.BUNDLE), hash);
        List<String> bundles = new ArrayList<>();
        for (Got got : answers) {
            bundles.add(bundle(server.audit(got).get(0)));
        }
        List<String> others =
                bundles.stream().dropWhile(sha256(Demo.BUNDLE)::equals).toList();
        assertEquals(sha256(Demo.BUNDLE), bundles.get(0));
        assertTrue(others.stream().allMatch(hash::equals), "the other answers from the swap on: " + bundles);
        JsonNode line = server.audit(swapped).get(0);
        assertEquals("root", line.get("token").asText());
        assertEquals(hash, line.get("swapped").get("bundle").asText());
        OpenApiTest.assertAnswerFits("post", SWAP, "422", swap(ADMIN, "next"));
    }

    private static String bundle(JsonNode line) {
        return line.get("queries").get(0).get("bundle").asText();
    }
}
