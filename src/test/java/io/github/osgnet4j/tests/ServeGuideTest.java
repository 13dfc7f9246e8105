package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/serve.md that need nothing but the demo are run. */
class ServeGuideTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Path GUIDE = ROOT.resolve("docs/serve.md");
    private static final String ADDRESS = "http://localhost:8080";
    private static final String ADMIN = "admin-0123456789";

    /** A command of the guide, to its end on a line without a backslash and outside of quotes. */
    private static final Pattern CURL = Pattern.compile("(?m)^    (curl (?:'[^']*'|\\\\\n|[^'\n])*)$");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s\\\\]+)");

    @TempDir
    Path folder;

    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> Stream.of(1, 2, 3)
                        .map(word::group)
                        .filter(text -> text != null)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    @Test
    void theCommandsThatTheDemoCanAnswerRunAsTheyStand() throws Exception {
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        Folders.copy(ROOT.resolve("models/demo"), bundles.resolve("2026-01"));
        Folders.copy(ROOT.resolve("models/demo"), bundles.resolve("2026-02"));
        Files.writeString(folder.resolve("tokens.txt"), "root " + ADMIN + " admin\n");
        String guide = Files.readString(GUIDE);
        String start = guide.lines()
                .filter(line -> line.startsWith("    osgnet serve ") && line.contains("--bundles"))
                .findFirst()
                .orElseThrow();
        List<String> words = words(start);
        List<Object> serve = new ArrayList<>(words.subList(1, words.size()));
        serve.addAll(List.of("--config", ROOT.resolve("configs/demo.yaml"), "--port", 0));
        List<String> commands = CURL.matcher(guide)
                .results()
                .map(found -> found.group(1))
                .filter(command -> Stream.of("@", "HANDLE", "ENCODING", "ID OF").noneMatch(command::contains))
                .toList();
        assertEquals(4, commands.size(), commands.toString());
        try (CommandProcess server = CommandProcess.startIn(folder, serve.toArray())) {
            server.await(() -> server.out().contains("Ready at "));
            String address = server.out().replaceAll("(?s).*Ready at (http://[^/]+)/.*", "$1");
            for (String command : commands) {
                HttpResponse<String> got = run(command, address);
                assertEquals(200, got.statusCode(), command + got.body());
            }
            assertTrue(
                    run(commands.get(2), address).body().contains("\"bundle\":\"2026-02\""),
                    "the last command has swapped it in");
        }
    }

    /** What the command would ask a server at this address as its administrator. */
    private static HttpResponse<String> run(String command, String address) throws IOException, InterruptedException {
        List<String> words = words(command);
        String place = words.get(1);
        assertTrue(place.startsWith(ADDRESS + "/"), place);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(place.replace(ADDRESS, address)))
                .timeout(Duration.ofMinutes(2))
                .setHeader("Authorization", "Bearer " + ADMIN);
        for (int i = 2; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i)) {
                case "-H" -> {
                    String[] header = value.replace("$ADMIN", ADMIN).split(": ", 2);
                    request.setHeader(header[0], header[1]);
                }
                case "-d" -> request.POST(BodyPublishers.ofString(value));
                default -> throw new AssertionError(words.get(i) + " in " + command);
            }
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
