package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the network said about each query, as one npz a query: {@code cls_logits_i} (T_i, classes), {@code offsets_i}
 * (T_i, 2) and {@code mask_i} (T_i) per level, {@code pre_nms_segments} (N, 2) in feature steps with
 * {@code pre_nms_scores}, {@code segments} (K, 2) in seconds with {@code scores}, and {@code shots} (2, n + 1).
 */
final class RawOutput {

    private final Path folder;

    RawOutput(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(
            String queryId,
            List<LevelScores> levels,
            Candidates candidates,
            List<Window> windows,
            Optional<Shots> shots) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < levels.size(); i++) {
            LevelScores level = levels.get(i);
            int steps = level.positions();
            boolean[] mask = new boolean[steps];
            java.util.Arrays.fill(mask, 0, level.valid(), true);
            arrays.put("cls_logits_" + i, new NpyArray(new int[] {steps, level.classes()}, level.logits()));
            arrays.put("offsets_" + i, new NpyArray(new int[] {steps, 2}, level.offsets()));
            arrays.put("mask_" + i, NpyArray.ofBooleans(mask));
        }
        arrays.put("pre_nms_segments", new NpyArray(new int[] {candidates.size(), 2}, candidates.segments()));
        arrays.put("pre_nms_scores", new NpyArray(new int[] {candidates.size()}, candidates.scores()));
        float[] segments = new float[2 * windows.size()];
        float[] scores = new float[windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            segments[2 * i] = (float) windows.get(i).start();
            segments[2 * i + 1] = (float) windows.get(i).end();
            scores[i] = (float) windows.get(i).score();
        }
        arrays.put("segments", new NpyArray(new int[] {windows.size(), 2}, segments));
        arrays.put("scores", new NpyArray(new int[] {windows.size()}, scores));
        shots.ifPresent(s -> arrays.put("shots", array(s)));
        Npz.write(file(queryId), arrays, true);
    }

    private static NpyArray array(Shots shots) {
        int n = shots.edges().length - 1;
        float[] values = new float[2 * n];
        System.arraycopy(shots.edges(), 0, values, 0, n);
        System.arraycopy(shots.edges(), 1, values, n, n);
        return new NpyArray(new int[] {2, n}, values);
    }

    private Path file(String queryId) {
        Path file = folder.resolve(queryId + ".npz").normalize();
        if (queryId.contains("/")
                || queryId.contains("\\")
                || !folder.normalize().equals(file.getParent())) {
            throw new CommandException("Query id '" + queryId + "' is no file name; --raw cannot write it");
        }
        return file;
    }
}
