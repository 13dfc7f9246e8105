package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import triton.client.InferInput;
import triton.client.InferRequestedOutput;
import triton.client.InferResult;
import triton.client.InferenceException;
import triton.client.InferenceServerClient;
import triton.client.pojo.DataType;

/** Triton's client for Java is answered. */
class TritonClientTest {

    private static final Running SERVER = Running.shared();
    private static final AnnotatedQuery QUERY = Demo.query();
    private static final int PATIENCE = (int) Duration.ofMinutes(2).toMillis();

    private static InferenceServerClient client;

    @BeforeAll
    static void connect() throws Exception {
        client = new InferenceServerClient("127.0.0.1:" + SERVER.port(), PATIENCE, PATIENCE);
        client.setRetryCnt(1);
    }

    @AfterAll
    static void disconnect() throws Exception {
        client.close();
    }

    private static InferInput text(String name, String value, boolean binary) {
        InferInput input = new InferInput(name, new long[] {1}, DataType.BYTES);
        input.setData(new String[] {value}, binary);
        return input;
    }

    private static InferInput floats(String name, float[] values, long... shape) {
        InferInput input = new InferInput(name, shape, DataType.FP32);
        input.setData(values, true);
        return input;
    }

    private static InferInput longs(String name, long[] values, long... shape) {
        InferInput input = new InferInput(name, shape, DataType.INT64);
        input.setData(values, true);
        return input;
    }

    private static List<InferInput> annotated(boolean binary) {
        return List.of(text("clip", QUERY.videoId(), binary), text("query", QUERY.queryId(), binary));
    }

    private static JsonNode expected() {
        return SERVER.send(SERVER.ground(Running.annotated(QUERY))).json().get("windows");
    }

    private static float[] expected(String... members) {
        List<Float> values = new ArrayList<>();
        for (JsonNode window : expected()) {
            for (String member : members) {
                values.add((float) window.get(member).asDouble());
            }
        }
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    @Test
    void aQueryIsAskedAsItsClientAsksUnlessToldOtherwise() throws InferenceException {
        InferResult result = client.infer(new InferenceServerClient.InferArguments("demo", annotated(true)));
        assertEquals(List.of("windows", "scores"), result.getOutputs());
        assertArrayEquals(expected("start", "end"), result.getOutputAsFloat("windows"));
        assertArrayEquals(expected("score"), result.getOutputAsFloat("scores"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void inputsAndOutputsAreBytesOrJson(boolean in, boolean out) throws InferenceException {
        InferResult result = client.infer("demo", annotated(in), List.of(new InferRequestedOutput("scores", out, 0)));
        assertEquals(List.of("scores"), result.getOutputs());
        assertArrayEquals(expected("score"), scores(result, out));
    }

    /** Where nothing is bytes, the client fails to read numbers itself. */
    private static float[] scores(InferResult result, boolean binary) {
        if (binary) {
            return result.getOutputAsFloat("scores");
        }
        Object[] data = result.getResponse().getOutputByName("scores").getData();
        float[] scores = new float[data.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ((Number) data[i]).floatValue();
        }
        return scores;
    }

    @Test
    void featuresTokensAndObjectsAreBytes() throws InferenceException {
        Map<String, NpyArray> clip = Npz.read(Uploads.clip(QUERY.videoId()), name -> true, bytes -> {});
        NpyArray features = clip.get("features");
        NpyArray objects = clip.get("objects");
        long[] ids = new long[objects.values().length];
        Arrays.setAll(ids, i -> (long) objects.values()[i]);
        List<InferInput> inputs = new ArrayList<>(List.of(
                floats("features", features.values(), features.shape()[0], features.shape()[1]),
                longs("objects", ids, objects.shape()[0], objects.shape()[1]),
                floats("duration", new float[] {(float) QUERY.duration()}, 1),
                longs("top_k", new long[] {2}, 1)));
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            QueryFeatures tokens = dataset.query(QUERY);
            inputs.add(floats("tokens", tokens.values(), tokens.tokens(), tokens.channels()));
        }
        int most = 1
                + QUERY.labels().stream()
                        .mapToInt(label -> label.classIds().size())
                        .max()
                        .orElse(1);
        long[] labels = new long[QUERY.labels().size() * most];
        Arrays.fill(labels, -1);
        int row = 0;
        for (Label label : QUERY.labels()) {
            for (int i = 0; i < label.classIds().size(); i++) {
                labels[row * most + i] = label.classIds().get(i);
            }
            row++;
        }
        inputs.add(longs("labels", labels, QUERY.labels().size(), most));
        float[] windows = client.infer("demo", inputs, List.of(new InferRequestedOutput("windows")))
                .getOutputAsFloat("windows");
        assertArrayEquals(Arrays.copyOf(expected("start", "end"), 4), windows, 0.01f);
    }

    @Test
    void aRefusalIsTheClientsException() {
        InferenceException e = assertThrows(
                InferenceException.class,
                () -> client.infer(new InferenceServerClient.InferArguments(
                        "demo", text("clip", "nothing", true), text("query", "nothing", true))));
        assertTrue(String.valueOf(e).contains("no clip 'nothing'"), String.valueOf(e));
    }
}
