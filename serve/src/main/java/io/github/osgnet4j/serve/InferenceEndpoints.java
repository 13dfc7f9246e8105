package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.serve.InferenceTensor.Kind;
import io.github.osgnet4j.serve.Route.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The same queries in the form of the <a
 * href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">Open Inference
 * Protocol</a> (KServe V2), for clients that speak it already.
 */
final class InferenceEndpoints {

    private static final String ROOT = "/v2";

    private static final String PLATFORM = "onnxruntime_onnx";

    /** The name of the extension of tensors as bytes. */
    private static final String BINARY_DATA = "binary_tensor_data";

    private final Supplier<Backend> backend;

    InferenceEndpoints(Supplier<Backend> backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v2/health/live", Access.OPEN, call -> Reply.json(Map.of("live", true))),
                new Route("GET", "/v2/health/ready", Access.OPEN, call -> ready()),
                new Route("GET", ROOT, Access.GUARDED, this::server),
                new Route("GET", "/v2/models/{model}", Access.GUARDED, this::model),
                new Route("GET", "/v2/models/{model}/ready", Access.GUARDED, this::modelReady),
                new Route("POST", "/v2/models/{model}/infer", Access.WORKING, this::infer));
    }

    /** Whether a path belongs to the protocol, which has errors of its own form. */
    static boolean has(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    /** The server, as the protocol has it. */
    record ServerView(String name, String version, List<String> extensions) {}

    /** A tensor without its data. */
    record TensorView(String name, String datatype, List<Integer> shape) {}

    /** A model, as the protocol has it. */
    record ModelView(String name, String platform, List<TensorView> inputs, List<TensorView> outputs) {}

    /** Whether a model is ready. */
    record ReadyView(String name, boolean ready) {}

    private Reply ready() {
        backend.get().models().requireReady();
        return Reply.json(Map.of("ready", true));
    }

    private Reply server(Call call) {
        call.allowQuery();
        String version = getClass().getPackage().getImplementationVersion();
        return Reply.json(new ServerView("osgnet", version == null ? "development" : version, List.of(BINARY_DATA)));
    }

    private Model find(Call call) {
        call.allowQuery();
        return backend.get().models().get(Optional.of(call.path("model")));
    }

    private Reply modelReady(Call call) {
        Model model = find(call);
        return Reply.json(new ReadyView(model.name(), model.service().ready()));
    }

    private Reply model(Call call) {
        Model model = find(call);
        List<TensorView> inputs = new ArrayList<>();
        InferenceRequest.INPUTS.forEach((name, kind) -> inputs.add(new TensorView(
                name, kind.datatype(), shape(name, model.manifest().dimensions()))));
        List<TensorView> outputs = List.of(
                new TensorView(InferenceRequest.WINDOWS, Kind.FLOAT.datatype(), List.of(-1, 2)),
                new TensorView(InferenceRequest.SCORES, Kind.FLOAT.datatype(), List.of(-1)));
        return Reply.json(new ModelView(model.name(), PLATFORM, inputs, outputs));
    }

    private static List<Integer> shape(String input, Manifest.Dimensions dimensions) {
        return switch (input) {
            case "features" -> List.of(-1, dimensions.videoDim());
            case "tokens" -> List.of(-1, dimensions.textDim());
            case "objects", "labels" -> List.of(-1, -1);
            default -> List.of(1);
        };
    }

    private Reply infer(Call call) throws IOException, InterruptedException {
        Model model = find(call);
        Backend loaded = backend.get();
        InferenceRequest request = InferenceRequest.read(InferenceBody.read(call, model::requirePlace));
        if (!request.bringsFeatures()) {
            return answer(call, loaded, model, request, Optional.empty());
        }
        StoredVideo video = new Encoding(loaded).ofArrays(request.arrays(call.memory()), model, request.duration());
        try {
            return answer(call, loaded, model, request, Optional.of(video.handle()));
        } finally {
            loaded.videos().expired(video.handle());
        }
    }

    private static Reply answer(
            Call call, Backend loaded, Model model, InferenceRequest request, Optional<String> video)
            throws InterruptedException {
        ObjectNode asked = request.toGround(model, video, loaded.limits().tokens(), call.memory());
        GroundCall ground = new GroundReader(loaded).read(asked, "", call.start());
        List<Answer.Span> windows = new Grounding(loaded, call.memory(), call.exchange())
                .answer(ground)
                .windows();
        return InferenceReply.of(model, request, windows);
    }
}
