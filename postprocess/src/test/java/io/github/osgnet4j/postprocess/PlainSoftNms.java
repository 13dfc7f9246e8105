package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Soft-NMS as the official code runs it, to the last candidate: the oracle of the one that stops early. */
final class PlainSoftNms {

    private record Row(float start, float end, float score, int label) {

        float length() {
            return end - start + 1e-6f;
        }
    }

    private PlainSoftNms() {}

    static Candidates select(Candidates candidates, RankingOptions options) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            rows.add(new Row(
                    candidates.start(i),
                    candidates.end(i),
                    candidates.scores()[i],
                    candidates.labels()[i]));
        }
        for (int i = 0; i < rows.size(); i++) {
            int best = i;
            for (int j = i + 1; j < rows.size(); j++) {
                best = rows.get(j).score > rows.get(best).score ? j : best;
            }
            Collections.swap(rows, i, best);
            decay(rows, i, options);
        }
        return candidates(rows);
    }

    private static void decay(List<Row> rows, int selected, RankingOptions options) {
        for (int j = selected + 1; j < rows.size(); ) {
            Row row = rows.get(j);
            float score = row.score * weight(iou(rows.get(selected), row), options);
            rows.set(j, new Row(row.start, row.end, score, row.label));
            if (score < (float) options.minScore()) {
                rows.set(j, rows.get(rows.size() - 1));
                rows.remove(rows.size() - 1);
            } else {
                j++;
            }
        }
    }

    private static float weight(float iou, RankingOptions options) {
        boolean overlaps = iou >= (float) options.iouThreshold();
        return switch (options.method()) {
            case GAUSSIAN -> (float) Math.exp(-(iou * iou) / (float) options.sigma());
            case LINEAR -> overlaps ? 1 - iou : 1;
            case VANILLA -> overlaps ? 0 : 1;
            default -> throw new IllegalArgumentException("no soft-NMS: " + options.method());
        };
    }

    private static float iou(Row a, Row b) {
        float overlap = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
        return overlap / (a.length() + b.length() - overlap);
    }

    private static Candidates candidates(List<Row> rows) {
        float[] segments = new float[2 * rows.size()];
        float[] scores = new float[rows.size()];
        int[] labels = new int[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            segments[2 * i] = rows.get(i).start;
            segments[2 * i + 1] = rows.get(i).end;
            scores[i] = rows.get(i).score;
            labels[i] = rows.get(i).label;
        }
        return new Candidates(segments, scores, labels);
    }
}
