package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import io.github.osgnet4j.runtime.error.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs the samples of a bundle through a grounder. */
final class SampleRun {

    private final Bundle bundle;
    private final Grounder grounder;

    SampleRun(Bundle bundle, Grounder grounder) {
        this.bundle = bundle;
        this.grounder = grounder;
    }

    BundleVerification verify() {
        SampleRanking ranking = new SampleRanking(bundle);
        List<TensorError> errors = new ArrayList<>();
        SampleTensors.each(
                        bundle,
                        tensors -> Stream.concat(scores(tensors).stream(), ranking.errors(tensors).stream())
                                .toList())
                .forEach(errors::addAll);
        return new BundleVerification(errors);
    }

    private List<TensorError> scores(SampleTensors tensors) throws IOException {
        String name = tensors.sample().name();
        if (SampleRanking.only(tensors)) {
            return List.of();
        }
        List<LevelScores> levels;
        try {
            VideoInput video = new VideoInput(name, tensors.floats("features"), tensors.rows("features"));
            levels = grounder.score(grounder.encode(video), query(tensors));
        } catch (InputException e) {
            throw tensors.broken("does not fit: " + e.getMessage(), e);
        }
        List<TensorError> errors = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            String logits = "cls_logits_" + i;
            String offsets = "offsets_" + i;
            errors.add(error(tensors, logits, levels.get(i).logits()));
            errors.add(error(tensors, offsets, levels.get(i).offsets()));
        }
        return errors;
    }

    private TensorError error(SampleTensors tensors, String name, float[] found) throws IOException {
        double tolerance = bundle.manifest().precision().tolerance();
        return new TensorError(tensors.sample().name(), name, maxError(tensors, name, found), tolerance);
    }

    private static QueryInput query(SampleTensors tensors) throws IOException {
        StepObjects objects = StepObjects.none();
        if (tensors.find("objects").isPresent()) {
            objects = new StepObjects.Rows(tensors.floats("objects"), tensors.rows("objects"), steps(tensors));
        }
        return new QueryInput(tensors.sample().name(), tensors.floats("tokens"), tensors.rows("tokens"), objects);
    }

    private static int[][] steps(SampleTensors tensors) throws IOException {
        long[] index = tensors.longs("object_index");
        int steps = tensors.rows("object_index");
        int slots = steps == 0 ? 0 : index.length / steps;
        int[][] rows = new int[steps][];
        for (int step = 0; step < steps; step++) {
            rows[step] = Arrays.stream(index, step * slots, (step + 1) * slots)
                    .filter(row -> row >= 0)
                    .mapToInt(row -> (int) Math.min(row, Integer.MAX_VALUE))
                    .toArray();
        }
        return rows;
    }

    private static double maxError(SampleTensors tensors, String name, float[] found) throws IOException {
        float[] expected = tensors.floats(name);
        if (expected.length != found.length) {
            throw tensors.broken(
                    "expects " + expected.length + " numbers in " + name + ", the network gives " + found.length);
        }
        double error = 0;
        for (int i = 0; i < found.length; i++) {
            double b = expected[i];
            error = Math.max(error, Math.abs(found[i] - b) / (1 + Math.abs(b)));
        }
        return error;
    }
}
