package io.github.osgnet4j.train;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.train.TrainingSample.Interval;
import io.github.osgnet4j.train.TrainingSample.ShotSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns queries into samples, with the random choices of the official loader: temporal jittering, and which queries of
 * a video with very many enter the shot branch. Safe for many threads.
 */
class SampleSource {

    private final Dataset dataset;
    private final DatasetConfig config;
    private final boolean shotBranch;

    /** Samples of a split; its queries must have timestamps. */
    SampleSource(Dataset dataset) {
        this.dataset = dataset;
        this.config = dataset.config().dataset();
        this.shotBranch = dataset.config().multiTask().vtm().isPresent();
    }

    /** The queries there are. */
    List<AnnotatedQuery> queries() {
        return dataset.queries();
    }

    /**
     * A sample.
     *
     * @param random what jitters and chooses; asked nothing where the config wants neither
     */
    TrainingSample sample(AnnotatedQuery query, RandomGenerator random) {
        VideoFeatures video = dataset.video(query.videoId());
        if (query.timestamps().isEmpty()) {
            throw new TrainException(
                    "Query '" + query.queryId() + "' has no timestamps, so nothing can be learnt from it");
        }
        return new TrainingSample(
                query,
                video,
                dataset.query(query),
                dataset.objects(query).map(o -> o.compact()),
                intervals(query.timestamps(), random),
                shotBranch ? Optional.of(shots(query, video, random)) : Optional.empty());
    }

    private ShotSample shots(AnnotatedQuery query, VideoFeatures video, RandomGenerator random) {
        Shots shots = dataset.shots(query.videoId(), video.steps())
                .orElseThrow(() -> new TrainException(
                        "The task VTM needs narrations; set dataset.lavila_caption_dir or train without it"));
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < shots.count(); i++) {
            if (shots.ends()[i] > shots.starts()[i]) {
                intervals.add(new Interval(shots.starts()[i], shots.ends()[i]));
            }
        }
        List<QueryFeatures> features = new ArrayList<>();
        List<List<Interval>> segments = new ArrayList<>();
        for (AnnotatedQuery other : chosen(dataset.videoQueries(query.videoId()), random)) {
            features.add(dataset.shotQuery(other));
            segments.add(intervals(other.timestamps(), random));
        }
        return new ShotSample(intervals, features, segments);
    }

    private List<AnnotatedQuery> chosen(List<AnnotatedQuery> queries, RandomGenerator random) {
        int limit = config.videoQueries();
        if (limit == 0 || queries.size() <= limit) {
            return queries;
        }
        List<AnnotatedQuery> rest = new ArrayList<>(queries);
        List<AnnotatedQuery> chosen = new ArrayList<>();
        while (chosen.size() < limit) {
            chosen.add(rest.remove(random.nextInt(rest.size())));
        }
        return chosen;
    }

    private List<Interval> intervals(List<Segment> seconds, RandomGenerator random) {
        return seconds.stream()
                .map(s -> config.temporalJittering() ? jittered(s, random) : s)
                .map(s -> steps(s, config))
                .toList();
    }

    /** A segment in feature steps. */
    static Interval steps(Segment seconds, DatasetConfig config) {
        double stride = config.featStride() * config.downsampleRate();
        return new Interval(seconds.start() * config.fps() / stride, seconds.end() * config.fps() / stride);
    }

    /** Widens a segment up to tenfold and moves it so that it still holds the original. */
    private static Segment jittered(Segment segment, RandomGenerator random) {
        double duration = segment.end() - segment.start();
        int scale = random.nextInt(1, 11);
        double shift = (2 * random.nextDouble() - 1) * (scale - 1) * duration / 2;
        double centre = (segment.start() + segment.end()) / 2 - shift;
        return new Segment(centre - scale * duration / 2, centre + scale * duration / 2);
    }
}
