package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.EncodingCancelledException;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.VideoException;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.encoders.VideoLimits;
import io.github.osgnet4j.runtime.VideoInput;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes video files, one at a time. Uploaded files are kept in a folder of the server until their job ends; features
 * are cached by the hash of the file. Thread-safe.
 */
final class EncodingJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EncodingJobs.class);

    private static final int READ = 64 << 10;
    private static final int MOST_KNOWN_HASHES = 1000;
    private static final long PATIENCE_SECONDS = 60;

    private final Encoders encoders;
    private final Ffmpeg ffmpeg;
    private final UploadFolder uploads;
    private final Limits limits;
    private final Videos videos;
    private final RecentlyUsed<String, VideoFeatures> features;
    private final MeterRegistry registry;
    private final Semaphore places;
    private final ExecutorService worker;
    private final Map<String, EncodingJob> jobs = new LinkedHashMap<>();

    /** Hashes of files that stay, by their versions. */
    private final Map<String, String> hashes = Collections.synchronizedMap(lru(MOST_KNOWN_HASHES));

    EncodingJobs(
            Encoders encoders,
            Ffmpeg ffmpeg,
            UploadFolder uploads,
            Limits limits,
            Videos videos,
            MeterRegistry registry) {
        this.encoders = encoders;
        this.ffmpeg = ffmpeg;
        this.uploads = uploads;
        this.limits = limits;
        this.videos = videos;
        this.features = new RecentlyUsed<>(limits.featureBytes(), video -> (long) video.values().length * Float.BYTES);
        this.registry = registry;
        this.places = new Semaphore(limits.encodings());
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "osgnet-encoding");
            thread.setDaemon(true);
            return thread;
        });
        registry.gauge("osgnet.encodings.unfinished", places, free -> limits.encodings() - free.availablePermits());
        registry.gauge("osgnet.encodings.uploads", uploads, UploadFolder::size);
        registry.gauge("osgnet.encodings.features", features, RecentlyUsed::bytes);
    }

    private static <K, V> Map<K, V> lru(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    Encoders encoders() {
        return encoders;
    }

    UploadFolder uploads() {
        return uploads;
    }

    /** A place for a job, from before its file has come until it has ended. */
    void takePlace() {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.QUEUE_FULL,
                    limits.encodings() + " videos are being encoded or wait for it already, try again later");
        }
    }

    /** Gives back the place of a job that has not come about. */
    void leavePlace() {
        places.release();
    }

    /**
     * Lets a job wait for its turn. A file that was encoded before is done at once.
     *
     * @param source taken over, and with it the place that was taken for it
     * @throws ProblemException if the server stops; then nothing is taken over
     */
    EncodingJob submit(Model model, EncodingJob.Source source) {
        EncodingJob job = new EncodingJob(videos.newHandle(), model, source, () -> release(source));
        keep(job);
        Optional<String> hash = source.hash().or(() -> Optional.ofNullable(hashes.get(source.version())));
        if (hash.isPresent() && features.get(hash.get()).isPresent() && job.start()) {
            finish(job, "cached", () -> features.get(hash.get()).map(found -> video(job, hash.get(), found)));
        }
        if (job.state() == EncodingJob.State.QUEUED) {
            try {
                job.runsAs(worker.submit(() -> {
                    if (job.start()) {
                        finish(job, "encoded", () -> Optional.of(run(job)));
                    }
                }));
            } catch (RejectedExecutionException e) {
                throw new ProblemException(ProblemType.STOPPING, "The server is stopping", e);
            }
        }
        return job;
    }

    private void release(EncodingJob.Source source) {
        try {
            if (source.temporary()) {
                Files.deleteIfExists(source.path());
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", source.path(), e.toString());
        } finally {
            places.release();
        }
    }

    private synchronized void keep(EncodingJob job) {
        jobs.put(job.id(), job);
        List<EncodingJob> ended = jobs.values().stream()
                .filter(other -> other.state() == EncodingJob.State.DONE || other.state() == EncodingJob.State.FAILED)
                .toList();
        ended.stream().limit(Math.max(0, jobs.size() - limits.videos())).forEach(other -> jobs.remove(other.id()));
    }

    /** A job by its id. */
    synchronized EncodingJob get(String id) {
        return Optional.ofNullable(jobs.get(id)).orElseThrow(() -> unknown(id));
    }

    /** Cancels a job, or forgets its video. */
    void remove(String id) {
        EncodingJob removed;
        synchronized (this) {
            removed = jobs.remove(id);
        }
        if (removed == null) {
            throw unknown(id);
        }
        removed.cancel();
        removed.video().ifPresent(video -> videos.expired(video.handle()));
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(
                ProblemType.UNKNOWN_ENCODING,
                "There is no encoding " + Quoted.of(id) + ": it was cancelled, or is long over; start it again");
    }

    /** What a job comes to. */
    @FunctionalInterface
    private interface Work {
        Optional<StoredVideo> run() throws Exception;
    }

    private void finish(EncodingJob job, String outcome, Work work) {
        long start = System.nanoTime();
        String came = outcome;
        try {
            StoredVideo video = work.run().orElseThrow(() -> gone(job.source().name()));
            videos.add(video);
            job.done(video);
            if (job.cancelled()) {
                videos.expired(video.handle());
            }
        } catch (Exception | Error e) {
            came = job.cancelled() ? "cancelled" : "failed";
            job.failed(problem(job, e));
        } finally {
            job.end();
            registry.timer("osgnet.encodings", "outcome", came).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    /** Why a job failed. What fails because it is cancelled is no failure. */
    private static Problem problem(EncodingJob job, Throwable e) {
        if (job.cancelled() || e instanceof EncodingCancelledException) {
            return Problem.of(ProblemType.STOPPING, "The encoding was cancelled");
        }
        return e instanceof VideoException video
                ? Problem.of(ProblemType.INVALID_VIDEO, message(video, job.source()))
                : Problem.of(e);
    }

    /** Without the place of the file, which is the server's own business. */
    private static String message(VideoException e, EncodingJob.Source source) {
        return Quoted.plain(e.getMessage()
                .replace(source.path().toAbsolutePath().toString(), source.name())
                .replace(source.path().getFileName().toString(), source.name()));
    }

    private StoredVideo run(EncodingJob job) throws IOException {
        EncodingJob.Source source = job.source();
        String hash = source.hash().isPresent() ? source.hash().get() : hash(job);
        Optional<VideoFeatures> known = features.get(hash);
        if (known.isPresent()) {
            return video(job, hash, known.get());
        }
        VideoFile file = VideoFile.open(
                source.path(),
                ffmpeg,
                new VideoLimits(VideoLimits.DEFAULT.pixels(), limits.videoSeconds(), VideoLimits.DEFAULT.patience()));
        requireLength(file.duration());
        VideoFeatures made = encoders.encode(file, job);
        features.put(hash, made);
        return video(job, hash, made);
    }

    private void requireLength(double duration) {
        long steps = encoders.videos().get(0).steps(duration);
        long bytes = steps * encoders.videoChannels() * Float.BYTES;
        if (steps > limits.steps() || bytes > features.capacity()) {
            throw new ProblemException(
                    ProblemType.VIDEO_TOO_LONG,
                    "The video has " + steps + " feature steps of " + bytes + " bytes; at most " + limits.steps()
                            + " steps and " + features.capacity() + " bytes are encoded here");
        }
    }

    private String hash(EncodingJob job) throws IOException {
        MessageDigest digest = Fingerprint.sha256();
        byte[] part = new byte[READ];
        try (InputStream in = Files.newInputStream(job.source().path())) {
            for (int n; (n = in.read(part)) >= 0; ) {
                if (job.cancelled()) {
                    throw new ProblemException(ProblemType.STOPPING, "The encoding was cancelled");
                }
                digest.update(part, 0, n);
            }
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        hashes.put(job.source().version(), hash);
        return hash;
    }

    /** A video to ask, whose features come from the cache whenever the model's own cache has lost it. */
    private StoredVideo video(EncodingJob job, String hash, VideoFeatures found) {
        String handle = videos.newHandle();
        String name = job.source().name();
        return new StoredVideo(
                handle, job.model(), found.steps(), found.duration(), Optional.empty(), List.of(), Optional.of(() -> {
                    VideoFeatures kept = features.get(hash).orElseThrow(() -> gone(name));
                    return new VideoInput(handle, kept.values(), kept.steps());
                }));
    }

    private static ProblemException gone(String name) {
        return new ProblemException(
                ProblemType.UNKNOWN_VIDEO,
                "The cache needed the place of " + Quoted.of(name) + "; send it again to /api/encodings");
    }

    /** Cancels all jobs and removes their files. The encoders can be closed then. */
    @Override
    public void close() {
        List<EncodingJob> all;
        synchronized (this) {
            all = List.copyOf(jobs.values());
        }
        all.forEach(EncodingJob::cancel);
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("An encoding does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        uploads.close();
    }
}
