package io.github.osgnet4j.train;

import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A batch of samples, padded with zeros to the longest.
 *
 * @param queries what is asked of each video
 * @param video (B, S, Dv), S one step more than the longest video where its padded length has one
 * @param videoLengths steps of each video
 * @param text (B, L, Dt)
 * @param textLengths tokens of each query
 * @param objects absent if the dataset has none
 * @param shots absent if the network has no shot branch
 */
record TrainingBatch(
        List<Asked> queries,
        Padded video,
        int[] videoLengths,
        Padded text,
        int[] textLengths,
        Optional<Objects> objects,
        Optional<ShotBatch> shots) {

    /**
     * A query.
     *
     * @param segments its answers
     */
    record Asked(String queryId, List<TrainingSample.Interval> segments) {}

    /** Sequences (rows, steps, channels). */
    record Padded(int rows, int steps, int channels, float[] values) {

        static Padded of(List<float[]> sequences, int steps, int channels) {
            float[] values = new float[Math.multiplyExact(Math.multiplyExact(sequences.size(), steps), channels)];
            for (int i = 0; i < sequences.size(); i++) {
                float[] from = sequences.get(i);
                System.arraycopy(from, 0, values, i * steps * channels, from.length);
            }
            return new Padded(sequences.size(), steps, channels, values);
        }

        long[] shape() {
            return new long[] {rows, steps, channels};
        }
    }

    /**
     * Objects of all samples.
     *
     * @param table (K, Do)
     * @param index (B, S, O): rows of the table, -1 for none
     */
    record Objects(int rows, int channels, float[] table, int[] index, int width) {}

    /**
     * Shots and queries of all samples' videos.
     *
     * @param shotRows (shots, longest): rows of the videos' steps (B * T), 0 where padded
     * @param shotLengths steps of each shot
     * @param text (queries, L, Dt)
     * @param textLengths tokens of each query
     * @param overlap (queries, shots): how much of an answer to the query lies in the shot, 0 for another video's
     */
    record ShotBatch(int[] shotRows, int[] shotLengths, Padded text, int[] textLengths, float[] overlap) {

        int longest() {
            return Arrays.stream(shotLengths).max().orElse(0);
        }
    }

    static TrainingBatch of(NetworkSpec spec, List<TrainingSample> samples) {
        int longest = samples.stream().mapToInt(s -> s.video().steps()).max().orElseThrow();
        boolean hasObjects = samples.get(0).objects().isPresent();
        int steps = Network.inputSteps(spec, hasObjects, longest);
        int tokens = samples.stream().mapToInt(s -> s.tokens().tokens()).max().orElseThrow();
        return new TrainingBatch(
                samples.stream()
                        .map(s -> new Asked(s.query().queryId(), s.segments()))
                        .toList(),
                Padded.of(
                        samples.stream().map(s -> s.video().values()).toList(),
                        steps,
                        samples.get(0).video().channels()),
                samples.stream().mapToInt(s -> s.video().steps()).toArray(),
                Padded.of(
                        samples.stream().map(s -> s.tokens().values()).toList(),
                        tokens,
                        samples.get(0).tokens().channels()),
                samples.stream().mapToInt(s -> s.tokens().tokens()).toArray(),
                hasObjects ? Optional.of(objects(samples, steps)) : Optional.empty(),
                samples.get(0).shots().isPresent() ? shots(samples, longest, steps, spec) : Optional.empty());
    }

    /** The queries' ids, for messages. */
    List<String> queryIds() {
        return queries.stream().map(Asked::queryId).toList();
    }

    private static Objects objects(List<TrainingSample> samples, int steps) {
        List<ObjectFrames> frames =
                samples.stream().map(s -> s.objects().orElseThrow()).toList();
        int channels = frames.get(0).channels();
        int width = frames.stream().mapToInt(ObjectFrames::width).max().orElseThrow();
        int rows = frames.stream().mapToInt(ObjectFrames::rows).sum();
        float[] table = new float[rows * channels];
        int[] index = new int[samples.size() * steps * width];
        Arrays.fill(index, -1);
        int row = 0;
        for (int b = 0; b < frames.size(); b++) {
            ObjectFrames f = frames.get(b);
            System.arraycopy(f.table(), 0, table, row * channels, f.table().length);
            long[] own = f.index(steps);
            for (int i = 0; i < own.length; i++) {
                int t = i / f.width();
                index[(b * steps + t) * width + i % f.width()] = own[i] < 0 ? -1 : row + (int) own[i];
            }
            row += f.rows();
        }
        return new Objects(rows, channels, table, index, width);
    }

    private static Optional<ShotBatch> shots(List<TrainingSample> samples, int longest, int steps, NetworkSpec spec) {
        boolean kept = Network.needsPadding(spec, samples.get(0).objects().isPresent());
        int videoSteps = kept ? steps : longest;
        List<TrainingSample.ShotSample> each =
                samples.stream().map(s -> s.shots().orElseThrow()).toList();
        List<QueryFeatures> queries = new ArrayList<>();
        each.forEach(s -> queries.addAll(s.queries()));
        int[] lengths = each.stream()
                .flatMap(s -> s.shots().stream())
                .mapToInt(s -> (int) (s.end() - s.start()))
                .toArray();
        if (queries.isEmpty() || lengths.length == 0) {
            return Optional.empty();
        }
        int longestShot = Arrays.stream(lengths).max().orElseThrow();
        int[] rows = new int[lengths.length * longestShot];
        int shot = 0;
        for (int b = 0; b < each.size(); b++) {
            for (TrainingSample.Interval s : each.get(b).shots()) {
                for (int t = 0; t < lengths[shot]; t++) {
                    rows[shot * longestShot + t] = b * videoSteps + (int) s.start() + t;
                }
                shot++;
            }
        }
        int tokens = queries.stream().mapToInt(QueryFeatures::tokens).max().orElseThrow();
        return Optional.of(new ShotBatch(
                rows,
                lengths,
                Padded.of(
                        queries.stream().map(QueryFeatures::values).toList(),
                        tokens,
                        queries.get(0).channels()),
                queries.stream().mapToInt(QueryFeatures::tokens).toArray(),
                overlap(each, queries.size(), lengths.length)));
    }

    private static float[] overlap(List<TrainingSample.ShotSample> samples, int queries, int shots) {
        float[] overlap = new float[queries * shots];
        int query = 0;
        int firstShot = 0;
        for (TrainingSample.ShotSample sample : samples) {
            for (List<TrainingSample.Interval> answers : sample.segments()) {
                for (int i = 0; i < sample.shots().size(); i++) {
                    TrainingSample.Interval shot = sample.shots().get(i);
                    overlap[query * shots + firstShot + i] =
                            (float) answers.stream().mapToDouble(shot::iou).sum();
                }
                query++;
            }
            firstShot += sample.shots().size();
        }
        return overlap;
    }
}
