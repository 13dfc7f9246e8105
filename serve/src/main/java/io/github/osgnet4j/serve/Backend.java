package io.github.osgnet4j.serve;

import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Everything that answers requests, once it is loaded.
 *
 * @param models ready
 * @param catalog of the configured split, if there is a config
 * @param split its queries with their predictions, if there is a config
 * @param encoders of texts and videos
 * @param videos with a handle
 * @param folder of video files, if there is one
 * @param jobs of video files, if there are encoders for them
 * @param limits of requests
 * @param observing of what requests do with models
 */
record Backend(
        Models models,
        Optional<Catalog> catalog,
        Optional<SplitPredictions> split,
        ServedEncoders encoders,
        Videos videos,
        Optional<VideoFolder> folder,
        Optional<EncodingJobs> jobs,
        Limits limits,
        Observing observing) {

    /** The catalog, for a request that names something of it. */
    Catalog requireCatalog() {
        return catalog.orElseThrow(() -> new ProblemException(
                ProblemType.UNKNOWN_CLIP, "The server knows no clips: it was started without --config"));
    }

    /** The split as a whole, for a request that asks for it. */
    SplitPredictions requireSplit() {
        requireCatalog();
        return split.orElseThrow();
    }

    /** The video files of the server, for a request that names one. */
    VideoFolder requireFolder() {
        return folder.orElseThrow(() -> new ProblemException(
                ProblemType.UNKNOWN_FILE, "The server offers no video files: it was started without --videos"));
    }

    /** The encodings of video files, for a request that is about one. */
    EncodingJobs requireJobs() {
        return jobs.orElseThrow(() -> new ProblemException(
                ProblemType.NO_ENCODERS,
                "The server has no encoders of videos (--encoders), so it takes features in an npz (/api/videos)"));
    }

    /** The encoder of texts, if there is one. */
    Optional<TextEncoder> encoder() {
        return encoders.text();
    }

    /** Names of classes; none without a catalog. */
    ClassNames names() {
        return catalog.map(Catalog::names).orElseGet(() -> new ClassNames(List.of()));
    }

    /** Asks a service about a video, waits for what it promises, and takes note where the video is gone. */
    <T> T ask(Observing.Step step, GroundTarget target, Supplier<CompletableFuture<T>> promise)
            throws InterruptedException {
        return observing.step(step, target.model(), () -> result(target, promise.get()));
    }

    private <T> T result(GroundTarget target, CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownVideoException) {
                target.video().ifPresent(video -> videos.expired(video.handle()));
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Answers what runs, for a while, and frees everything. */
    void close(Duration grace) {
        jobs.ifPresent(EncodingJobs::close);
        models.close(grace);
        catalog.ifPresent(Catalog::close);
        encoders.close();
    }
}
