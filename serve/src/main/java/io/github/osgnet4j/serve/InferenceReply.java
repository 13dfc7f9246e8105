package io.github.osgnet4j.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.osgnet4j.serve.InferenceTensor.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer to a request of the Open Inference Protocol: JSON, and behind it the outputs that are wanted as bytes. */
final class InferenceReply {

    private InferenceReply() {}

    /** How many bytes behind the JSON are an output's data. */
    private record Parameters(
            @JsonProperty("binary_data_size") int size) {}

    private record OutputView(
            String name,
            String datatype,
            List<Integer> shape,
            Optional<Parameters> parameters,
            Optional<float[]> data) {}

    private record InferenceView(
            @JsonProperty("model_name") String model, Optional<String> id, List<OutputView> outputs) {}

    /** The windows that answer a request. */
    static Reply of(Model model, InferenceRequest request, List<Answer.Span> windows) {
        List<OutputView> views = new ArrayList<>();
        List<float[]> behind = new ArrayList<>();
        for (InferenceRequest.Output output : request.outputs()) {
            float[] values = values(output, windows);
            views.add(view(output, windows.size(), values));
            if (output.binary()) {
                behind.add(values);
            }
        }
        byte[] json = Json.write(new InferenceView(model.name(), request.id(), views));
        if (behind.isEmpty()) {
            return Reply.bytes(200, Json.MEDIA_TYPE, json);
        }
        int floats = behind.stream().mapToInt(values -> values.length).sum();
        ByteBuffer body = ByteBuffer.allocate(json.length + floats * Float.BYTES)
                .put(json)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : behind) {
            for (float value : values) {
                body.putFloat(value);
            }
        }
        return Reply.bytes(200, InferenceBody.BINARY, body.array())
                .with(InferenceBody.JSON_LENGTH, Integer.toString(json.length));
    }

    private static OutputView view(InferenceRequest.Output output, int windows, float[] values) {
        return new OutputView(
                output.name(),
                Kind.FLOAT.datatype(),
                ofScores(output) ? List.of(windows) : List.of(windows, 2),
                output.binary() ? Optional.of(new Parameters(values.length * Float.BYTES)) : Optional.empty(),
                output.binary() ? Optional.empty() : Optional.of(values));
    }

    private static boolean ofScores(InferenceRequest.Output output) {
        return output.name().equals(InferenceRequest.SCORES);
    }

    private static float[] values(InferenceRequest.Output output, List<Answer.Span> windows) {
        boolean scores = ofScores(output);
        float[] values = new float[scores ? windows.size() : 2 * windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            Answer.Span window = windows.get(i);
            if (scores) {
                values[i] = (float) window.score();
            } else {
                values[2 * i] = (float) window.start();
                values[2 * i + 1] = (float) window.end();
            }
        }
        return values;
    }
}
