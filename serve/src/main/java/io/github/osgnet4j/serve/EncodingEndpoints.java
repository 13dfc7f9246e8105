package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.serve.Route.Access;
import io.github.osgnet4j.serve.VideoFolder.VideoOnDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Endpoints for encoding video files. */
final class EncodingEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(EncodingEndpoints.class);

    private static final String VIDEO = "video/";
    private static final String BYTES = "application/octet-stream";
    private static final int LONGEST_NAME = 500;

    private final Supplier<Backend> backend;

    EncodingEndpoints(Supplier<Backend> backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                new Route("POST", "/api/encodings", Access.WORKING, this::start),
                new Route("GET", "/api/encodings/{encoding}", Access.GUARDED, this::get),
                new Route("DELETE", "/api/encodings/{encoding}", Access.GUARDED, this::remove));
    }

    /** How far an encoding is, as JSON has it: seconds of the video, and seconds that it will take. */
    record ProgressView(double done, double total, OptionalDouble left) {}

    /** An encoding, as JSON has it. */
    record EncodingView(
            String encoding,
            String state,
            String model,
            Optional<ProgressView> progress,
            Optional<GroundingEndpoints.VideoView> result,
            Optional<Problem> problem) {

        static EncodingView of(EncodingJob job) {
            return new EncodingView(
                    job.id(),
                    job.state().name().toLowerCase(Locale.ROOT),
                    job.model().name(),
                    job.progress()
                            .map(p -> new ProgressView(
                                    p.done(),
                                    p.total(),
                                    p.done() > 0
                                            ? OptionalDouble.of(
                                                    p.elapsed() / p.done() * Math.max(0, p.total() - p.done()))
                                            : OptionalDouble.empty())),
                    job.video().map(GroundingEndpoints.VideoView::of),
                    job.problem());
        }
    }

    private Reply start(Call call) throws IOException {
        Backend loaded = backend.get();
        EncodingJobs jobs = loaded.requireJobs();
        boolean json = call.mediaType().equals(Json.MEDIA_TYPE);
        if (!json && !call.mediaType().startsWith(VIDEO) && !call.mediaType().equals(BYTES)) {
            throw call.unsupported("video/* or application/octet-stream for a video, or application/json for one of the"
                    + " server's");
        }
        jobs.takePlace();
        EncodingJob job = null;
        try {
            job = json ? ofFile(call, loaded, jobs) : ofUpload(call, loaded, jobs);
        } finally {
            if (job == null) {
                jobs.leavePlace();
            }
        }
        return Reply.json(202, EncodingView.of(job)).with("Location", "/api/encodings/" + job.id());
    }

    private static Model model(Backend loaded, Optional<String> name) {
        Model model = loaded.models().get(name);
        if (!model.videoFiles()) {
            throw ProblemException.invalid(
                    "", "The server's encoders do not fit model " + model.name() + "; send it features of its own");
        }
        return model;
    }

    private static EncodingJob ofFile(Call call, Backend loaded, EncodingJobs jobs) throws IOException {
        call.allowQuery();
        JsonMembers members = new JsonMembers(call.json(), "", Set.of("file", "model"));
        Model model = model(loaded, members.text("model", LONGEST_NAME));
        String id = members.text("file", LONGEST_NAME)
                .orElseThrow(() -> ProblemException.invalid(
                        "/file", "file: expected the id of a video file, found none; /api/files has them"));
        VideoOnDisk file = loaded.requireFolder().get(id);
        return jobs.submit(
                model,
                new EncodingJob.Source(
                        file.path(), file.name(), false, file.id() + file.entityTag(), Optional.empty()));
    }

    private static EncodingJob ofUpload(Call call, Backend loaded, EncodingJobs jobs) throws IOException {
        call.allowQuery("model");
        Model model = model(loaded, call.query("model"));
        if (call.length() > jobs.uploads().room()) {
            throw noRoom();
        }
        Path file = jobs.uploads().newFile();
        boolean submitted = false;
        try {
            MessageDigest digest = Fingerprint.sha256();
            try (OutputStream out = Files.newOutputStream(file)) {
                call.save((part, length) -> {
                    digest.update(part, 0, length);
                    write(out, part, length);
                });
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            EncodingJob job =
                    jobs.submit(model, new EncodingJob.Source(file, "the video", true, hash, Optional.of(hash)));
            submitted = true;
            return job;
        } finally {
            if (!submitted) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void write(OutputStream out, byte[] part, int length) {
        try {
            out.write(part, 0, length);
        } catch (IOException e) {
            LOG.error("An uploaded video cannot be kept", e);
            throw noRoom();
        }
    }

    private static ProblemException noRoom() {
        return new ProblemException(
                ProblemType.INSUFFICIENT_STORAGE, "The server's disk has no room for the video; try again later");
    }

    private Reply get(Call call) {
        call.allowQuery();
        return Reply.json(EncodingView.of(backend.get().requireJobs().get(call.path("encoding"))));
    }

    private Reply remove(Call call) {
        call.allowQuery();
        backend.get().requireJobs().remove(call.path("encoding"));
        return Reply.nothing();
    }
}
