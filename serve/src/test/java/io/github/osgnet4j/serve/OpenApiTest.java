package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.osgnet4j.serve.Running.Got;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The document says what is served. */
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "delete", "put", "patch", "head", "options");
    private static final Map<String, Object> DOCUMENT = new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(new String(PageFiles.resource("openapi.yaml"), StandardCharsets.UTF_8));
    private static final Running SERVER = Running.shared();

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node, String... path) {
        Map<String, Object> at = (Map<String, Object>) node;
        for (String key : path) {
            at = (Map<String, Object>) at.get(key);
            assertTrue(at != null, key + " is missing");
        }
        return at;
    }

    private static Map<String, Object> schema(String name) {
        return map(DOCUMENT, "components", "schemas", name);
    }

    /** The members of an answer are those of its schema, and those the schema requires are there. */
    private static void assertFits(Map<String, Object> schema, JsonNode value) {
        Map<String, Object> resolved = schema;
        if (schema.get("$ref") instanceof String ref) {
            resolved = schema(ref.substring(ref.lastIndexOf('/') + 1));
        }
        if (resolved.isEmpty()) {
            return;
        }
        if (resolved.get("type") instanceof List<?> types) {
            if (value.isNull() && types.contains("null")) {
                return;
            }
            resolved = new HashMap<>(resolved);
            resolved.put("type", types.get(0));
        }
        String type = String.valueOf(resolved.get("type"));
        switch (type) {
            case "object" -> assertObject(resolved, value);
            case "array" -> {
                assertTrue(value.isArray(), value.toString());
                for (JsonNode element : value) {
                    assertFits(map(resolved, "items"), element);
                }
            }
            case "integer" -> assertTrue(value.isIntegralNumber(), value.toString());
            case "number" -> assertTrue(value.isNumber(), value.toString());
            case "boolean" -> assertTrue(value.isBoolean(), value.toString());
            case "string" -> {
                assertTrue(value.isTextual(), value.toString());
                if (resolved.get("enum") instanceof List<?> allowed) {
                    assertTrue(allowed.contains(value.asText()), value + " is none of " + allowed);
                }
            }
            default -> throw new AssertionError("a schema without type: " + resolved);
        }
    }

    private static void assertObject(Map<String, Object> schema, JsonNode value) {
        assertTrue(value.isObject(), value.toString());
        if (schema.get("required") instanceof List<?> required) {
            required.forEach(name -> assertTrue(value.has(String.valueOf(name)), name + " is missing in " + value));
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?>) {
            value.properties().forEach(member -> assertFits(map(schema, "additionalProperties"), member.getValue()));
        }
        if (!schema.containsKey("properties")) {
            return;
        }
        Map<String, Object> properties = map(schema, "properties");
        value.properties().forEach(member -> {
            assertTrue(properties.containsKey(member.getKey()), member.getKey() + " is not in the document");
            assertFits(map(properties, member.getKey()), member.getValue());
        });
    }

    /** An answer is as the document says. */
    static void assertAnswerFits(String method, String template, String status, Got got) {
        assertEquals(status, Integer.toString(got.status()), got.body());
        Map<String, Object> response = map(DOCUMENT, "paths", template, method, "responses", status);
        if (response.get("$ref") instanceof String ref) {
            response = map(DOCUMENT, "components", "responses", ref.substring(ref.lastIndexOf('/') + 1));
        }
        String mediaType = got.header("Content-Type");
        assertFits(map(response, "content", mediaType, "schema"), got.json());
    }

    @Test
    void itsPathsAreThoseThatAreServed() {
        Set<String> documented = new TreeSet<>();
        map(DOCUMENT, "paths")
                .forEach((path, item) -> map(item).keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertEquals(documented, new TreeSet<>(SERVER.server().routes()));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Set<String> references = new HashSet<>();
        collect(DOCUMENT, references);
        assertTrue(references.size() > 10, references.toString());
        for (String reference : references) {
            map(DOCUMENT, reference.substring(2).split("/"));
        }
    }

    private static void collect(Object node, Set<String> references) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            map.values().forEach(value -> collect(value, references));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, references));
        }
    }

    @Test
    void itsMembersOfARequestAreThoseThatAreRead() {
        Set<String> documented = map(schema("GroundRequest"), "properties").keySet();
        Got got = SERVER.post("/api/ground", "{\"x\": 1}");
        String detail = got.json().get("detail").asText();
        Set<String> read = Set.of(
                detail.substring(detail.indexOf('[') + 1, detail.indexOf(']')).split(", "));
        assertEquals(documented, read);
    }

    @Test
    void answersFitTheirSchemas() {
        String clip = Demo.query().videoId();
        assertAnswerFits("get", "/api/models", "200", SERVER.get("/api/models"));
        assertAnswerFits("get", "/api/labels", "200", SERVER.get("/api/labels"));
        assertAnswerFits("get", "/api/clips/{clip}", "200", SERVER.get("/api/clips/" + clip));
        assertAnswerFits("get", "/api/clips", "200", SERVER.get("/api/clips"));
        assertAnswerFits("get", "/api/clips", "200", SERVER.get("/api/clips?search=drill"));
        assertAnswerFits("get", "/api/split", "200", SERVER.get("/api/split"));
        assertAnswerFits("get", "/api/split/windows", "200", SERVER.get("/api/split/windows?clip=" + clip));
        assertAnswerFits("get", "/api/clips/{clip}/queries", "200", SERVER.get("/api/clips/" + clip + "/queries"));
        assertAnswerFits("get", "/api/clips/{clip}/objects", "200", SERVER.get("/api/clips/" + clip + "/objects"));
        assertAnswerFits(
                "post",
                "/api/ground",
                "200",
                SERVER.post(
                        "/api/ground",
                        Running.annotated(Demo.query()).put("scores", true).put("objects", true)));
        assertAnswerFits(
                "post", "/api/videos", "201", SERVER.post("/api/videos", Running.NPZ, Uploads.features(5, 48)));
        var batch = Running.JSON.createObjectNode();
        batch.putArray("requests").add(Running.annotated(Demo.query())).add(1);
        assertAnswerFits("post", "/api/batch", "200", SERVER.post("/api/batch", batch));
        batch.put("sequence", true);
        assertAnswerFits("post", "/api/batch", "200", SERVER.post("/api/batch", batch));
        assertAnswerFits("get", "/health/ready", "200", SERVER.get("/health/ready"));
    }

    @Test
    void answersOfTheInferenceProtocolFitTheirSchemas() {
        for (String path : List.of("/v2", "/v2/health/live", "/v2/health/ready")) {
            assertAnswerFits("get", path, "200", SERVER.get(path));
        }
        assertAnswerFits("get", "/v2/models/{model}", "200", SERVER.get("/v2/models/demo"));
        assertAnswerFits("get", "/v2/models/{model}", "404", SERVER.get("/v2/models/nobody"));
        assertAnswerFits("get", "/v2/models/{model}/ready", "200", SERVER.get("/v2/models/demo/ready"));
        String infer = "/v2/models/{model}/infer";
        Map<String, Object> request = map(DOCUMENT, "paths", infer, "post", "requestBody", "content", Json.MEDIA_TYPE);
        JsonNode example = Running.JSON.valueToTree(request.get("example"));
        assertFits(map(request, "schema"), example);
        assertAnswerFits("post", infer, "200", SERVER.post("/v2/models/demo/infer", example));
        assertAnswerFits("post", infer, "422", SERVER.post("/v2/models/demo/infer", "{}"));
    }

    @Test
    void aValueThatMayBeNullIsCheckedWhereItIsNot() {
        Map<String, Object> schema = Map.of("type", List.of("array", "null"), "items", Map.of("type", "integer"));
        assertFits(schema, NullNode.getInstance());
        assertFits(schema, Running.JSON.createArrayNode().add(1));
        ArrayNode words = Running.JSON.createArrayNode().add("one");
        assertThrows(AssertionError.class, () -> assertFits(schema, words));
    }

    @Test
    void problemsFitTheirSchema() {
        assertAnswerFits("post", "/api/ground", "422", SERVER.post("/api/ground", "{}"));
        assertAnswerFits("post", "/api/ground", "400", SERVER.post("/api/ground", "{"));
        assertAnswerFits("post", "/api/ground", "415", SERVER.post("/api/ground", "text/plain", new byte[1]));
        assertAnswerFits("get", "/api/clips/{clip}", "404", SERVER.get("/api/clips/nobody"));
        assertAnswerFits("get", "/api/clips", "422", SERVER.get("/api/clips?limit=0"));
    }

    @Test
    void itsExampleRequestsAreReadAsFarAsTheirIdsAllow() {
        Map<String, Object> content =
                map(DOCUMENT, "paths", "/api/ground", "post", "requestBody", "content", "application/json", "examples");
        assertEquals(3, content.size());
        for (String name : List.of("annotated", "freeText")) {
            JsonNode example = Running.JSON.valueToTree(map(content, name).get("value"));
            Got got = SERVER.post("/api/ground", example);
            assertEquals(name.equals("annotated") ? 200 : 422, got.status(), got.body());
        }
        JsonNode tokens = Running.JSON.valueToTree(map(content, "tokens").get("value"));
        assertEquals("unknown-video", SERVER.post("/api/ground", tokens).problem());
    }
}
