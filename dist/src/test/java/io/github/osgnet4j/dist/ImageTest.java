package io.github.osgnet4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The image for containers as it was written, and the server in it as {@code deploy/compose} starts it. Where that cannot be
 * started the test is skipped, unless {@code -Dosgnet.container=required}.
 */
@EnabledIfSystemProperty(named = "osgnet.dist.image", matches = ".+")
class ImageTest {

    private static final String USER = "65532:65532";
    private static final String TOKEN = "token-of-this-test";
    /** Jib's headers say more than tar reads. */
    private static final String QUIET = "--warning=no-unknown-keyword";

    private static final String NO_CONTAINER = "only root can start what is in the image without a daemon";

    private static final String QUERY =
            "{\"clip\": \"276229bc-cb93-6d5a-5da0-239ad69874da\", \"query\": \"c5d3d13c-99f2-73db-5e66-f3cee1a6e407_0\"}";

    private static Image image;

    @BeforeAll
    static void unpack(@TempDir Path folder) throws IOException, InterruptedException {
        image = new Image(folder, Path.of(System.getProperty("osgnet.dist.image")));
    }

    private static Map<?, ?> compose() throws IOException {
        Path file = Path.of(System.getProperty("osgnet.root"), "deploy/compose/compose.yaml");
        Map<?, ?> compose = (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get("osgnet");
    }

    private static List<String> words(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    @Test
    void itSaysWhatRunsAndWhoRunsIt() {
        String version = System.getProperty("osgnet.dist.version");
        assertEquals(
                List.of("osgnet:" + version, "osgnet:latest"),
                Image.texts(image.manifest().get("RepoTags")).stream().sorted().toList());
        assertEquals("linux", image.config().get("os").textValue());
        assertEquals(
                System.getProperty("osgnet.dist.architecture"),
                image.config().get("architecture").textValue());
        JsonNode config = image.config().get("config");
        assertEquals(USER, config.get("User").textValue());
        List<String> entrypoint = Image.texts(config.get("Entrypoint"));
        assertEquals("java", entrypoint.get(0));
        assertEquals("io.github.osgnet4j.cli.Osgnet", entrypoint.get(entrypoint.size() - 1));
        assertTrue(entrypoint.contains("--enable-native-access=ALL-UNNAMED"), entrypoint.toString());
        assertEquals(List.of("--help"), Image.texts(config.get("Cmd")));
        assertEquals("/tmp", config.get("WorkingDir").textValue());
        assertEquals(List.of("8080/tcp"), names(config.get("ExposedPorts")));
        assertEquals(List.of("/tmp"), names(config.get("Volumes")));
        List<String> environment = Image.texts(config.get("Env"));
        assertTrue(
                environment.containsAll(List.of("OSGNET_CACHE=/opt/osgnet/cache", "LC_ALL=C.UTF-8")),
                environment.toString());
        JsonNode labels = config.get("Labels");
        assertEquals(version, labels.get("org.opencontainers.image.version").textValue());
        assertEquals("MIT", labels.get("org.opencontainers.image.licenses").textValue());
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyLayerIsOfTheTimeOfTheProjectAndOfRoot() throws IOException, InterruptedException {
        String time = System.getProperty("osgnet.dist.time");
        assertEquals(time, image.config().get("created").textValue());
        List<Path> layers = image.ownLayers();
        assertFalse(layers.isEmpty());
        for (Path layer : layers) {
            for (String line : Stranger.succeed(
                            List.of("tar", QUIET, "--numeric-owner", "--utc", "--full-time", "-tvzf", layer.toString()))
                    .lines()
                    .toList()) {
                String[] words = line.split(" +");
                assertEquals("0/0", words[1], line);
                // Folders, and files that Jib adds, are of the first second of 1970.
                if (!line.startsWith("d") && words[5].startsWith("opt/")) {
                    assertEquals(time, words[3] + "T" + words[4] + "Z", line);
                }
                assertTrue(words[0].matches(".r[w-][x-]r-[x-]r-[x-]"), line);
            }
        }
    }

    @Test
    void ourJarsAreAboveThoseOfOthersAndTheirNatives() throws IOException, InterruptedException {
        List<String> layers = new ArrayList<>();
        for (Path layer : image.ownLayers()) {
            layers.add(Stranger.succeed(List.of("tar", QUIET, "-tzf", layer.toString())));
        }
        String last = layers.remove(layers.size() - 1);
        String version = System.getProperty("osgnet.dist.version");
        for (String name :
                List.of("lib/osgnet4j-serve-" + version + ".jar", "demo/bundle/", "LICENSE", "THIRD-PARTY.txt")) {
            assertTrue(last.contains("opt/osgnet/" + name), name + " in\n" + last);
        }
        String below = String.join("", layers);
        assertFalse(below.contains("osgnet4j-"), "a change of ours renews the last layer alone");
        for (String name : List.of("lib/onnxruntime", "lib/jetty-server-", "cache/natives/")) {
            assertTrue(below.contains("opt/osgnet/" + name), name + " in\n" + below);
        }
    }

    @Test
    void nothingSaysWhereAndByWhomItWasBuilt() throws IOException, InterruptedException {
        String text = image.manifest() + " " + image.config();
        String place = System.getProperty("osgnet.root");
        assertFalse(text.contains(place), place + " in " + text);
        // Names, settings and notes; of jars and libraries the build of each is to answer.
        for (Path layer : image.ownLayers()) {
            String unpacked = Stranger.succeed(
                    List.of("tar", QUIET, "--exclude=*.jar", "--exclude=*/cache/*", "-xOzf", layer.toString()));
            assertFalse(unpacked.contains(place), place + " in " + layer.getFileName());
        }
    }

    @Test
    void theServerOfComposeAnswersInIt() throws IOException, InterruptedException {
        Optional<List<String>> container = image.inContainer();
        if (container.isEmpty()) {
            assertNotEquals("required", System.getProperty("osgnet.container"), NO_CONTAINER);
        }
        assumeTrue(container.isPresent(), NO_CONTAINER);
        Path token =
                Files.createDirectories(image.root().resolve("run/secrets")).resolve("osgnet-token");
        Files.writeString(token, TOKEN);
        List<String> words = new ArrayList<>(container.get());
        words.addAll(Image.texts(image.config().at("/config/Entrypoint")));
        words.addAll(words(compose().get("command")));
        words.add("--port=0");
        Path said = image.folder().resolve("served.txt");
        Process server = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            int port = DistributionTest.address(server, said).getPort();
            URI address = URI.create("http://127.0.0.1:" + port);
            assertEquals(200, get(address.resolve("/health/ready")).statusCode());
            assertEquals(401, get(address.resolve("/metrics")).statusCode());
            HttpResponse<String> answer = ask(address.resolve("/api/ground"));
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode windows = new ObjectMapper().readTree(answer.body()).findValue("windows");
            assertTrue(windows.size() > 0, answer.body());
            assertHealth(container.get(), port, 0);
        } finally {
            server.destroy();
            assertTrue(server.waitFor(1, TimeUnit.MINUTES), "the server stops");
        }
        assertHealth(container.get(), 9, 1);
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUERY))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    /** What compose asks for the server's health, in the image. */
    private static void assertHealth(List<String> container, int port, int expected)
            throws IOException, InterruptedException {
        List<String> test = words(((Map<?, ?>) compose().get("healthcheck")).get("test"));
        assertEquals("CMD", test.get(0));
        List<String> words = new ArrayList<>(container);
        // Compose reads two as one, so as not to put a variable of its own there.
        test.stream()
                .skip(1)
                .map(word -> word.replace("$$", "$").replace("/8080 ", "/" + port + " "))
                .forEach(words::add);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes());
            assertEquals(expected, process.waitFor(), text);
        }
    }
}
