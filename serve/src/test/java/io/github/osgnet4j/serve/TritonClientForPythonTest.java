package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Triton's client for Python ({@code pip install 'tritonclient[http]'}) is answered. Without it the test is skipped, unless
 * {@code -Dosgnet.tritonclient=required}; {@code -Dosgnet.python} names another Python than {@code python3}.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TritonClientForPythonTest {

    private static final Path SCRIPT = Demo.ROOT.resolve("serve/src/test/python/ask_triton.py");
    private static final String PYTHON = System.getProperty("osgnet.python", "python3");

    @TempDir
    private Path folder;

    private boolean run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
        } catch (IOException e) {
            return false;
        }
        try {
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void itsRequestsAreAnsweredAndItsErrorsUnderstood() throws IOException, InterruptedException {
        if (!run("-c", "import tritonclient.http")) {
            String missing = PYTHON + " has no tritonclient.http";
            if ("required".equals(System.getProperty("osgnet.tritonclient"))) {
                throw new AssertionError(missing + ", and osgnet.tritonclient is required");
            }
            Assumptions.abort(missing);
        }
        Running server = Running.shared();
        AnnotatedQuery query = Demo.query();
        boolean asked = run(SCRIPT.toString(), "127.0.0.1:" + server.port(), "demo", query.videoId(), query.queryId());
        assertTrue(asked, () -> read("err"));
        JsonNode answers = Running.JSON.readTree(folder.resolve("out").toFile());
        for (String yes : List.of("live", "ready", "modelReady")) {
            assertTrue(answers.get(yes).booleanValue(), yes);
        }
        assertEquals("false", answers.get("otherReady").toString());
        assertEquals("[\"binary_tensor_data\"]", answers.get("extensions").toString());
        assertTrue(answers.get("inputs").toString().contains("\"features\""));
        assertTrue(answers.get("refusal").asText().startsWith("404 "), answers.toString());
        assertTrue(answers.get("refusal").asText().contains("no clip 'nothing'"), answers.toString());
        JsonNode windows =
                server.send(server.ground(Running.annotated(query))).json().get("windows");
        for (String way : List.of("bytes", "json", "later")) {
            JsonNode answer = answers.get(way);
            assertEquals(windows.size(), answer.get("windows").size(), way);
            for (int i = 0; i < windows.size(); i++) {
                JsonNode window = windows.get(i);
                assertEquals(
                        number(window.get("start")),
                        number(answer.get("windows").get(i).get(0)),
                        way);
                assertEquals(
                        number(window.get("end")),
                        number(answer.get("windows").get(i).get(1)),
                        way);
                assertEquals(
                        number(window.get("score")), number(answer.get("scores").get(i)), way);
            }
        }
    }

    private static float number(JsonNode node) {
        return (float) node.asDouble();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
