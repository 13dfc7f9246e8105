package io.github.osgnet4j.serve;

import io.github.osgnet4j.encoders.EncodingListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A video file that is waiting to be encoded, is being encoded, or has been encoded. Thread-safe. */
final class EncodingJob implements EncodingListener {

    /** How far a job is. */
    enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * The file of a job.
     *
     * @param path of it
     * @param name for messages
     * @param temporary whether it goes with the job
     * @param version differs between contents of a file that stays
     * @param hash of its content, if it is known
     */
    record Source(Path path, String name, boolean temporary, String version, Optional<String> hash) {}

    private final String id;
    private final Model model;
    private final Source source;
    private final Runnable end;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile Future<?> future;
    private volatile State state = State.QUEUED;
    private volatile Optional<Progress> progress = Optional.empty();
    private volatile Optional<StoredVideo> video = Optional.empty();
    private volatile Optional<Problem> problem = Optional.empty();

    /**
     * A job that waits.
     *
     * @param id cannot be guessed
     * @param model that the video is for
     * @param end is run once it has ended, however it did
     */
    EncodingJob(String id, Model model, Source source, Runnable end) {
        this.id = id;
        this.model = model;
        this.source = source;
        this.end = end;
    }

    String id() {
        return id;
    }

    Model model() {
        return model;
    }

    Source source() {
        return source;
    }

    State state() {
        return state;
    }

    Optional<Progress> progress() {
        return progress;
    }

    /** The video that came of it. */
    Optional<StoredVideo> video() {
        return video;
    }

    /** Why it failed. */
    Optional<Problem> problem() {
        return problem;
    }

    @Override
    public void progress(Progress more) {
        progress = Optional.of(more);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    void runsAs(Future<?> task) {
        future = task;
    }

    /** Begins to run; false if it was cancelled before. */
    boolean start() {
        if (!started.compareAndSet(false, true)) {
            return false;
        }
        state = State.RUNNING;
        return true;
    }

    void done(StoredVideo result) {
        video = Optional.of(result);
        state = State.DONE;
    }

    void failed(Problem reason) {
        problem = Optional.of(reason);
        state = State.FAILED;
    }

    /** Frees what it holds. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            end.run();
        }
    }

    /** Stops it soon, wherever it is; nothing of it stays. */
    void cancel() {
        cancelled = true;
        if (started.compareAndSet(false, true)) {
            end();
        }
        Future<?> task = future;
        if (task != null) {
            task.cancel(true);
        }
    }
}
