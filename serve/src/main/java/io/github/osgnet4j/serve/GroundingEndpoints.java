package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.serve.Route.Access;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Videos and queries. */
final class GroundingEndpoints {

    private final Supplier<Backend> backend;

    GroundingEndpoints(Supplier<Backend> backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                new Route("POST", "/api/videos", Access.WORKING, this::encode),
                new Route("GET", "/api/videos/{video}", Access.WORKING, this::video),
                new Route("DELETE", "/api/videos/{video}", Access.WORKING, this::forget),
                new Route("POST", "/api/ground", Access.WORKING, this::ground),
                new Route("POST", "/api/batch", Access.WORKING, this::batch));
    }

    /** A video, as JSON has it. */
    record VideoView(String video, String model, int steps, double duration) {

        static VideoView of(StoredVideo video) {
            return new VideoView(video.handle(), video.model().name(), video.steps(), video.duration());
        }
    }

    private Reply encode(Call call) throws IOException, InterruptedException {
        Encoding encoding = new Encoding(backend.get());
        StoredVideo video = call.mediaType().equals(Json.MEDIA_TYPE) ? encoding.ofClip(call) : encoding.ofUpload(call);
        return Reply.json(201, VideoView.of(video)).with("Location", "/api/videos/" + video.handle());
    }

    private Reply video(Call call) throws InterruptedException {
        call.allowQuery();
        Backend loaded = backend.get();
        StoredVideo video = loaded.videos().get(call.path("video"));
        GroundTarget target = GroundTarget.of(video);
        loaded.ask(Observing.Step.ENCODE, target, () -> video.model().service().encodeAsync(target.source()));
        return Reply.json(VideoView.of(video));
    }

    private Reply forget(Call call) {
        call.allowQuery();
        backend.get().videos().remove(call.path("video"));
        return Reply.nothing();
    }

    private Reply ground(Call call) throws IOException, InterruptedException {
        call.allowQuery();
        Backend loaded = backend.get();
        GroundCall request = new GroundReader(loaded).read(call.json(loaded.models()::requirePlace), "", call.start());
        return Reply.json(new Grounding(loaded, call.memory(), call.exchange()).answer(request));
    }

    private Reply batch(Call call) throws IOException, InterruptedException {
        call.allowQuery();
        Backend loaded = backend.get();
        JsonMembers members = new JsonMembers(call.json(), "", Set.of("requests", "sequence"));
        boolean sequence = members.flag("sequence");
        List<JsonNode> requests = members.array("requests", loaded.limits().batch())
                .orElseThrow(() -> ProblemException.invalid(
                        "/requests",
                        "requests: expected 1 to " + loaded.limits().batch() + " elements"));
        Batch batch = new Batch(
                new Grounding(loaded, call.memory(), call.exchange()),
                new GroundReader(loaded),
                call.start(),
                sequence,
                requests.size());
        return Reply.json(batch.answer(requests));
    }
}
