package io.github.osgnet4j.serve;

import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The clips of the configured split. Ids in requests are looked up among those of the annotations, and only ids found
 * there are passed to a store.
 */
final class Catalog implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;

    /** Of prepared queries: some six hundred of the full-size network, or all of a small one. */
    private static final long QUERY_BYTES = 64L << 20;

    private final Dataset dataset;
    private final DatasetInputs inputs;
    private final Map<String, Clip> clips = new LinkedHashMap<>();
    private final Map<String, Integer> steps = new ConcurrentHashMap<>();
    private final RecentlyUsed<AnnotatedQuery, QueryInput> prepared = new RecentlyUsed<>(QUERY_BYTES, Catalog::bytes);
    private final ClassNames names;
    private final Semaphore reads;
    private volatile boolean closed;

    /**
     * Takes over a dataset.
     *
     * @param reads of whole clips at the same time, each of which takes memory
     */
    Catalog(Dataset dataset, int reads) {
        this.dataset = dataset;
        this.inputs = new DatasetInputs(dataset);
        this.reads = new Semaphore(reads, true);
        dataset.queriesByVideo().forEach((id, queries) -> clips.put(id, Clip.of(id, queries)));
        names = new ClassNames(dataset.queries());
    }

    Dataset dataset() {
        return dataset;
    }

    /** What the network needs of an annotated query, as it was when it was first asked. */
    QueryInput query(AnnotatedQuery query) {
        return prepared.get(query).orElseGet(() -> {
            QueryInput input = stored(() -> inputs.query(query));
            prepared.put(query, input);
            return input;
        });
    }

    private static long bytes(QueryInput query) {
        long numbers = query.tokens().length;
        if (query.objects() instanceof StepObjects.Rows rows) {
            numbers += rows.table().length;
            for (int[] step : rows.steps()) {
                // With the header of its array, and the reference to it.
                numbers += step.length + 5L;
            }
        }
        return numbers * Float.BYTES;
    }

    /** What a query of a clip may look at, whether it is annotated or not. */
    StepObjects objects(AnnotatedQuery query) {
        return stored(() -> inputs.objects(query));
    }

    ClassNames names() {
        return names;
    }

    /** The clips that mention some words in lower case, in the order of the annotations; all if there are none. */
    List<Clip> search(String wanted) {
        return wanted.isEmpty()
                ? List.copyOf(clips.values())
                : clips.values().stream().filter(clip -> clip.mentions(wanted)).toList();
    }

    /** A clip by id. */
    Clip clip(String id) {
        return Optional.ofNullable(clips.get(id))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_CLIP,
                        "There is no clip " + Quoted.of(id)
                                + " in the configured split; /api/clips has those there are"));
    }

    /** Feature steps of a clip, if it has been read. */
    Optional<Integer> knownSteps(Clip clip) {
        return Optional.ofNullable(steps.get(clip.id()));
    }

    /** Feature steps of a clip. */
    int steps(Clip clip) {
        return knownSteps(clip)
                .orElseGet(() -> reading(() -> load(clip, clip.id()).steps()));
    }

    /** The features of a clip, under an id. */
    VideoInput load(Clip clip, String id) {
        VideoInput video = stored(() -> inputs.video(clip.id()));
        steps.put(clip.id(), video.steps());
        return new VideoInput(id, video.features(), video.steps());
    }

    /** The shots of a clip in seconds; absent without narrations of it. */
    Optional<List<Segment>> shots(Clip clip) {
        try {
            return dataset.shots(clip.id(), steps(clip)).map(shots -> seconds(shots, clip));
        } catch (MissingFeaturesException e) {
            return Optional.empty();
        } catch (DataException e) {
            throw Problem.damaged(e);
        }
    }

    private List<Segment> seconds(Shots shots, Clip clip) {
        DatasetConfig config = dataset.config().dataset();
        double perStep = config.numFrames() / config.fps();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < shots.count(); i++) {
            segments.add(new Segment(
                    Math.min(shots.edges()[i] * perStep, clip.duration()),
                    Math.min(shots.edges()[i + 1] * perStep, clip.duration())));
        }
        return segments;
    }

    /** The classes each step of a clip shows; empty where there are none, or none are known. */
    List<int[]> classes(Clip clip) {
        return reading(() -> {
            try {
                return stored(() -> dataset.classes(clip.id())).orElse(List.of());
            } catch (MissingFeaturesException e) {
                return List.of();
            }
        });
    }

    /** Seconds between two feature steps. */
    double secondsPerStep() {
        DatasetConfig config = dataset.config().dataset();
        return config.featStride() / config.fps();
    }

    /** Reads from the store; damage is only logged, and after closing an error says so. */
    private <T> T stored(Supplier<T> read) {
        try {
            return read.get();
        } catch (MissingFeaturesException e) {
            throw e;
        } catch (DataException e) {
            throw Problem.damaged(e);
        } catch (IllegalStateException e) {
            if (closed) {
                throw new ProblemException(ProblemType.STOPPING, "The server is stopping");
            }
            throw e;
        }
    }

    private <T> T reading(Supplier<T> read) {
        try {
            if (!reads.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(ProblemType.TOO_MANY_READS, "Too many clips are being read, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.STOPPING, "The server is stopping");
        }
        try {
            return read.get();
        } finally {
            reads.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        dataset.close();
    }
}
