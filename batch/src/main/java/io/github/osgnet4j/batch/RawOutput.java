package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.service.GroundingResult.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the network said about each query, as one npz a query: {@code cls_logits_i} (T_i, classes), {@code offsets_i}
 * (T_i, 2) and {@code mask_i} (T_i) per level, {@code pre_nms_segments} (N, 2) in feature steps with
 * {@code pre_nms_scores}, {@code segments} (K, 2) in seconds with {@code scores}, and {@code shots} (2, n + 1).
 */
public final class RawOutput {

    private final Path folder;

    private RawOutput(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder.
     *
     * @throws BatchException if an id is no file name of its own, or the folder cannot be made; nothing is touched then
     */
    public static RawOutput create(Path folder, List<AnnotatedQuery> queries) {
        List<String> queryIds = queries.stream().map(AnnotatedQuery::queryId).toList();
        Set<String> names = new HashSet<>();
        for (String id : queryIds) {
            if (!isFileName(id)) {
                throw new BatchException("Query id '" + id + "' is not a file name; --raw cannot write it");
            } else if (!names.add(id)) {
                throw new BatchException("Query id '" + id + "' is that of two queries; --raw can write only one");
            }
        }
        try {
            Files.createDirectories(folder);
            List<String> files = queryIds.stream().map(id -> id + ".npz").toList();
            FileReplacement.sweep(folder, files);
            files.stream()
                    .max(Comparator.comparingInt(String::length))
                    .ifPresent(longest -> FileReplacement.prepare(folder.resolve(longest)));
            return new RawOutput(folder);
        } catch (IOException e) {
            throw new BatchException(
                    "The folder of --raw cannot be made: " + folder + ": " + DataException.reason(e), e);
        }
    }

    private static boolean isFileName(String id) {
        try {
            Path name = Path.of(id + ".npz");
            return name.getNameCount() == 1 && !name.isAbsolute() && id.indexOf('\\') < 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    void write(Answer answer, Optional<Shots> shots) {
        List<LevelScores> levels = answer.scores();
        Candidates candidates = answer.candidates().orElseThrow();
        List<Window> windows = answer.windows();
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < levels.size(); i++) {
            LevelScores level = levels.get(i);
            int steps = level.positions();
            boolean[] mask = new boolean[steps];
            Arrays.fill(mask, 0, level.valid(), true);
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
        Npz.write(folder.resolve(answer.query() + ".npz"), arrays, true);
    }

    private static NpyArray array(Shots shots) {
        int n = shots.edges().length - 1;
        float[] values = new float[2 * n];
        System.arraycopy(shots.edges(), 0, values, 0, n);
        System.arraycopy(shots.edges(), 1, values, n, n);
        return new NpyArray(new int[] {2, n}, values);
    }
}
