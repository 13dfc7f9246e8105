package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.serve.Running.Got;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Open Inference Protocol asks the same and is answered the same. */
class InferenceTest {

    private static final Running SERVER = Running.shared();
    private static final AnnotatedQuery QUERY = Demo.query();
    private static final String INFER = "/v2/models/demo/infer";

    private static ObjectNode tensor(ArrayNode into, String name, String datatype, int... shape) {
        ObjectNode tensor = into.addObject().put("name", name).put("datatype", datatype);
        ArrayNode dimensions = tensor.putArray("shape");
        for (int dimension : shape) {
            dimensions.add(dimension);
        }
        return tensor;
    }

    private static void text(ArrayNode into, String name, String value) {
        tensor(into, name, "BYTES", 1).putArray("data").add(value);
    }

    private static void numbers(ArrayNode into, String name, String datatype, NpyArray array) {
        ArrayNode data = tensor(into, name, datatype, array.shape()).putArray("data");
        for (float value : array.values()) {
            if (datatype.startsWith("INT")) {
                data.add((long) value);
            } else {
                data.add(value);
            }
        }
    }

    private static ObjectNode annotated() {
        ObjectNode request = Running.JSON.createObjectNode();
        ArrayNode inputs = request.putArray("inputs");
        text(inputs, "clip", QUERY.videoId());
        text(inputs, "query", QUERY.queryId());
        return request;
    }

    /** The answer is that of {@code /api/ground}. */
    private static void assertSame(JsonNode windows, Got got) {
        assertEquals(200, got.status(), got.body());
        JsonNode outputs = got.json().get("outputs");
        assertEquals("windows", outputs.get(0).get("name").asText());
        assertEquals("[" + windows.size() + ",2]", outputs.get(0).get("shape").toString());
        assertEquals("FP32", outputs.get(0).get("datatype").asText());
        assertEquals("[" + windows.size() + "]", outputs.get(1).get("shape").toString());
        for (int i = 0; i < windows.size(); i++) {
            assertEquals((float) windows.get(i).get("start").asDouble(), (float)
                    outputs.get(0).get("data").get(2 * i).asDouble());
            assertEquals((float) windows.get(i).get("end").asDouble(), (float)
                    outputs.get(0).get("data").get(2 * i + 1).asDouble());
            assertEquals((float) windows.get(i).get("score").asDouble(), (float)
                    outputs.get(1).get("data").get(i).asDouble());
        }
    }

    private static JsonNode expected() {
        return SERVER.send(SERVER.ground(Running.annotated(QUERY))).json().get("windows");
    }

    @Test
    void theServerAndItsModelsAreDescribed() {
        assertEquals("{\"live\":true}", SERVER.get("/v2/health/live").body());
        assertEquals("{\"ready\":true}", SERVER.get("/v2/health/ready").body());
        assertEquals("osgnet", SERVER.get("/v2").json().get("name").asText());
        assertEquals(
                "{\"name\":\"demo\",\"ready\":true}",
                SERVER.get("/v2/models/demo/ready").body());
        JsonNode model = SERVER.get("/v2/models/demo").json();
        assertTrue(model.get("inputs")
                .toString()
                .contains("{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[-1,48]}"));
        assertTrue(model.get("inputs")
                .toString()
                .contains("{\"name\":\"tokens\",\"datatype\":\"FP32\",\"shape\":[-1,24]}"));
        assertEquals(2, model.get("outputs").size());
    }

    @Test
    void anAnnotatedQueryIsAnswered() {
        Got got = SERVER.post(INFER, annotated().put("id", "42"));
        assertSame(expected(), got);
        assertEquals("42", got.json().get("id").asText());
        assertEquals("demo", got.json().get("model_name").asText());
    }

    @Test
    void featuresTokensAndObjectsAreAnswered() {
        ObjectNode request = Running.JSON.createObjectNode();
        ArrayNode inputs = request.putArray("inputs");
        Map<String, NpyArray> clip = Npz.read(Uploads.clip(QUERY.videoId()), name -> true, bytes -> {});
        numbers(inputs, "features", "FP32", clip.get("features"));
        numbers(inputs, "objects", "INT64", clip.get("objects"));
        tensor(inputs, "duration", "FP32", 1).putArray("data").add(QUERY.duration());
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            QueryFeatures tokens = dataset.query(QUERY);
            numbers(
                    inputs,
                    "tokens",
                    "FP32",
                    new NpyArray(new int[] {tokens.tokens(), tokens.channels()}, tokens.values()));
        }
        int most = QUERY.labels().stream()
                .mapToInt(label -> label.classIds().size())
                .max()
                .orElse(1);
        ArrayNode labels = tensor(inputs, "labels", "INT64", QUERY.labels().size(), most + 1)
                .putArray("data");
        for (Label label : QUERY.labels()) {
            ArrayNode row = labels.addArray();
            label.classIds().forEach(row::add);
            while (row.size() <= most) {
                row.add(-1);
            }
        }
        Got got = SERVER.post(INFER, request);
        assertEquals(200, got.status(), got.body());
        JsonNode expected = expected();
        JsonNode windows = got.json().get("outputs").get(0);
        JsonNode scores = got.json().get("outputs").get(1);
        assertEquals("[" + expected.size() + ",2]", windows.get("shape").toString());
        assertEquals("[" + expected.size() + "]", scores.get("shape").toString());
        JsonNode found = windows.get("data");
        assertEquals(2 * expected.size(), found.size());
        assertEquals(expected.size(), scores.get("data").size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(
                    expected.get(i).get("start").asDouble(), found.get(2 * i).asDouble(), 0.01);
            assertEquals(
                    expected.get(i).get("end").asDouble(), found.get(2 * i + 1).asDouble(), 0.01);
            assertEquals(
                    expected.get(i).get("score").asDouble(),
                    scores.get("data").get(i).asDouble(),
                    1e-4);
        }
    }

    @Test
    void onlyTheOutputsThatAreWantedCome() {
        ObjectNode request = annotated();
        tensor((ArrayNode) request.get("inputs"), "top_k", "INT64", 1)
                .putArray("data")
                .add(2);
        request.putArray("outputs")
                .addObject()
                .put("name", "scores")
                .putObject("parameters")
                .put("binary_data", false);
        JsonNode outputs = SERVER.post(INFER, request).json().get("outputs");
        assertEquals(1, outputs.size());
        assertEquals("scores", outputs.get(0).get("name").asText());
        assertEquals(2, outputs.get(0).get("data").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                                     | 422 | expected an object",
                "{                                                                      | 400 | not JSON",
                "{}                                                                     | 422 | inputs: expected tensors",
                "{'inputs': []}                                                         | 422 | 1 to 32 elements",
                "{'inputs': [{'name': 'input0', 'shape': [2, 2], 'datatype': 'UINT32', 'data': [1, 2, 3, 4]}]} | 422 | no input 'input0'",
                "{'inputs': [{'shape': [1], 'datatype': 'BYTES', 'data': ['x']}]}       | 422 | expected a name",
                "{'inputs': [{'name': 'clip', 'shape': [1], 'datatype': 'FP32', 'data': [1]}]}    | 422 | expected the datatype BYTES",
                "{'inputs': [{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'data': []}]}    | 422 | has 1 elements, data has 0",
                "{'inputs': [{'name': 'clip', 'shape': [3], 'datatype': 'BYTES', 'data': ['x']}]} | 422 | has 3 elements, data has 1",
                "{'inputs': [{'name': 'clip', 'shape': [-1], 'datatype': 'BYTES', 'data': ['x']}]}| 422 | expected 0 to",
                "{'inputs': [{'name': 'clip', 'datatype': 'BYTES', 'data': ['x']}]}     | 422 | expected a shape",
                "{'inputs': [{'name': 'clip', 'shape': [2], 'datatype': 'BYTES', 'data': ['x', 'y']}]} | 422 | expected 1 element",
                "{'inputs': [{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'data': [7]}]}   | 422 | clip: expected a text",
                "{'inputs': [{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}, {'name': 'query', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}]} | 404 | no clip 'x'",
                "{'inputs': [{'name': 'tokens', 'shape': [1, 2], 'datatype': 'FP32', 'data': [1, 2]}]} | 422 | [N, 24], found [1, 2]",
                "{'inputs': [{'name': 'features', 'shape': [1, 2], 'datatype': 'FP32', 'data': [1, 2]}]} | 422 | (steps, 48)",
                "{'inputs': [{'name': 'features', 'shape': [0, 48], 'datatype': 'FP32', 'data': []}]} | 422 | (steps, 48)",
                "{'inputs': [{'name': 'features', 'shape': [65536, 65536, 65536, 65536], 'datatype': 'FP32', 'data': []}]} | 422 | more than 4294967296 elements, data has 0",
                "{'inputs': [{'name': 'features', 'shape': [65536, 65536, 65536, 65536, 0], 'datatype': 'FP32', 'data': []}]} | 422 | 2 dimensions",
                "{'inputs': [{'name': 'labels', 'shape': [2147483647, 0], 'datatype': 'INT64'}]} | 422 | at most [64, 64], found [2147483647, 0]",
                "{'inputs': [{'name': 'labels', 'shape': [0, 2147483647], 'datatype': 'INT64', 'data': []}]} | 422 | at most [64, 64]",
                "{'inputs': [{'name': 'objects', 'shape': [2147483647, 0], 'datatype': 'INT64'}, {'name': 'features', 'shape': [0, 48], 'datatype': 'FP32'}]} | 422 | a shape [2147483647, 0] is impossible",
                "{'inputs': [{'name': 'labels', 'shape': [2, 2], 'datatype': 'INT64', 'data': [[1], [2, 3, 4]]}]} | 422 | nested in another way than the shape [2, 2]",
                "{'inputs': [{'name': 'labels', 'shape': [2, 2], 'datatype': 'INT64', 'data': [[1, 2], 3, 4]}]} | 422 | nested in another way",
                "{'inputs': [{'name': 'labels', 'shape': [2, 1], 'datatype': 'INT64', 'data': [[[1]], [[2]]]}]} | 422 | nested in another way",
                "{'inputs': [{'name': 'labels', 'shape': [1, 1], 'datatype': 'INT64', 'data': 1}]} | 422 | expected data in an array",
                "{'inputs': [{'name': 'clip', 'shape': [1, 1], 'datatype': 'BYTES', 'data': ['x']}]} | 422 | the shape [1], found [1, 1]",
                "{'inputs': [{'name': 'features', 'shape': [1, 2], 'datatype': 'FP32', 'data': [1, 1e99]}]} | 422 | float32",
                "{'inputs': [{'name': 'text', 'shape': [1], 'datatype': 'BYTES', 'data': ['x'], 'parameters': {'binary_data_size': 3}}]} | 422 | data or binary_data_size, found both",
                "{'parameters': {'priority': 1}, 'inputs': [{'name': 'text', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}]} | 422 | unknown member 'priority'",
                "{'inputs': [{'name': 'text', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}], 'outputs': [{'name': 'output0'}]} | 422 | no output 'output0'",
                "{'inputs': [{'name': 'text', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}], 'outputs': [{'name': 'scores', 'parameters': {'classification': 3}}]} | 422 | unknown member 'classification'",
                "{'inputs': [{'name': 'objects', 'shape': [1, 1], 'datatype': 'INT64', 'data': [1]}]} | 422 | go with features",
                "{'inputs': [ | 400 | marker for Array (start marker at line: 1, column: 12)",
            })
    void whatCannotBeIsAnErrorOfTheProtocol(String body, int status, String reason) {
        Got got = SERVER.post(INFER, body.replace('\'', '"'));
        assertEquals(status, got.status(), got.body());
        assertEquals(Json.MEDIA_TYPE, got.header("Content-Type"));
        assertTrue(got.json().get("error").asText().contains(reason), got.body());
        assertEquals(got.header(RequestId.HEADER), got.json().get("requestId").asText());
    }

    private static Got bytes(String json, String length, byte[] tensors) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        body.writeBytes(tensors);
        return SERVER.send(SERVER.typed(INFER, InferenceBody.BINARY)
                .header(InferenceBody.JSON_LENGTH, length)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 9}} | 0100000078 | the body has 5 bytes left",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': -1}} | 0100000078 | expected 0 to",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 5}} | 0200000078 | clip: expected one text",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 5}} | ffffffff78 | clip: expected one text",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 3}} | 010000     | clip: expected one text",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 5}} | 01000000ff | clip: expected one text",
                "{'name': 'clip', 'shape': [2], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 5}} | 0100000078 | expected 1 element",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'data': ['x']}                           | 0100000078 | 5 bytes behind its JSON",
                "{'name': 'clip', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 5}} | 010000003f | no clip",
                "{'name': 'tokens', 'shape': [1, 2], 'datatype': 'FP32', 'parameters': {'binary_data_size': 4}} | 00000000 | has 8 bytes, binary_data_size is 4",
                "{'name': 'features', 'shape': [65536, 65536, 65536], 'datatype': 'FP64', 'parameters': {'binary_data_size': 4}} | 00000000 | has more than 34359738368 bytes",
                "{'name': 'features', 'shape': [1, 1], 'datatype': 'FP32', 'parameters': {'binary_data_size': 4}} | 0000c07f | expected a number that float32 holds, found NaN",
                "{'name': 'top_k', 'shape': [1], 'datatype': 'INT64', 'parameters': {'binary_data_size': 8}} | 0000000000010000 | clip or a video",
                "{'name': 'labels', 'shape': [100, 0], 'datatype': 'INT32', 'parameters': {'binary_data_size': 0}} | 00 | 1 bytes behind its JSON",
            })
    void bytesThatCannotBeAreAnErrorOfTheProtocol(String input, String tensors, String reason) {
        String json = "{'inputs': [" + input + "]}";
        Got got = bytes(json, Integer.toString(json.length()), HexFormat.of().parseHex(tensors));
        assertEquals(reason.equals("no clip") ? 404 : 422, got.status(), got.body());
        assertEquals(Json.MEDIA_TYPE, got.header("Content-Type"));
        assertTrue(got.json().get("error").asText().contains(reason), got.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "12.5", "99999999", "999999999999999999999999", "0", "5"})
    void whereTheJsonEndsMustBeSaid(String length) {
        Got got = bytes("{'inputs': []}", length, new byte[4]);
        assertEquals(400, got.status(), got.body());
        assertTrue(got.json().has("error"), got.body());
    }

    /** A page of another site can send a body without a type, and says so. */
    @Test
    void aTypeMayBeMissingButNotFromABrowser() {
        HttpRequest.BodyPublisher body = BodyPublishers.ofString(annotated().toString());
        assertEquals(200, SERVER.send(SERVER.request(INFER).POST(body).build()).status());
        for (String origin : List.of("https://example.org", "null")) {
            Got got = SERVER.send(
                    SERVER.request(INFER).header("Origin", origin).POST(body).build());
            assertEquals(415, got.status(), got.body());
        }
        assertEquals(
                415,
                SERVER.send(SERVER.typed(INFER, "text/plain").POST(body).build())
                        .status());
        assertEquals(
                415,
                SERVER.send(SERVER.typed(INFER, "text/plain")
                                .header(InferenceBody.JSON_LENGTH, "2")
                                .POST(body)
                                .build())
                        .status());
    }

    @Test
    void jsonIsReadInUtf8WhetherOrNotItsLengthIsSaid() {
        String json = annotated().toString();
        for (String type : List.of(Json.MEDIA_TYPE, Json.MEDIA_TYPE + "; charset=utf-8")) {
            assertEquals(200, SERVER.send(typed(type, json).build()).status(), type);
            assertEquals(200, SERVER.send(withLength(typed(type, json), json)).status(), type);
        }
        String latin = Json.MEDIA_TYPE + "; charset=iso-8859-1";
        for (Got got :
                List.of(SERVER.send(typed(latin, json).build()), SERVER.send(withLength(typed(latin, json), json)))) {
            assertEquals(415, got.status(), got.body());
            assertTrue(got.json().get("error").asText().contains("iso-8859-1"), got.body());
        }
    }

    private static HttpRequest.Builder typed(String type, String body) {
        return SERVER.typed(INFER, type).POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest withLength(HttpRequest.Builder request, String json) {
        return request.header(InferenceBody.JSON_LENGTH, Integer.toString(json.length()))
                .build();
    }

    @Test
    void rowsAreCountedBeforeTheyAreMade() {
        ObjectNode request = Running.JSON.createObjectNode();
        numbers(request.putArray("inputs"), "tokens", "FP32", new NpyArray(new int[] {513, 24}, new float[513 * 24]));
        Got tokens = SERVER.post(INFER, request);
        assertEquals(422, tokens.status());
        assertTrue(tokens.json().get("error").asText().contains("at most [512, 24], found [513, 24]"), tokens.body());
        Got labels = SERVER.post(
                INFER,
                "{\"inputs\": [{\"name\": \"labels\", \"shape\": [4000000, 1], \"datatype\": \"INT64\", \"data\": ["
                        + "1,".repeat(3_999_999) + "1]}]}");
        assertEquals(422, labels.status(), labels.body());
        assertTrue(labels.json().get("error").asText().contains("at most [64, 64]"), labels.body());
    }

    @Test
    void aTensorThatIsThereTwiceIsRefused() {
        ObjectNode request = annotated();
        text((ArrayNode) request.get("inputs"), "clip", "other");
        assertTrue(SERVER.post(INFER, request).json().get("error").asText().contains("twice"));
    }

    @Test
    void whatIsNotThereIsAnErrorOfTheProtocol() {
        for (String path :
                List.of("/v2/models/nobody", "/v2/models/nobody/ready", "/v2/nothing", "/v2/models/demo/versions/1")) {
            Got got = SERVER.get(path);
            assertEquals(404, got.status(), path);
            assertTrue(got.json().has("error"), got.body());
        }
        assertEquals(404, SERVER.post("/v2/models/nobody/infer", annotated()).status());
        assertEquals(405, SERVER.get(INFER).status());
    }
}
