package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Clusters windows by their centres and makes a proposal for each cluster ({@code top1_generator} of the official
 * code).
 */
final class CentreClusters {

    /** Neighbouring centres closer than this, in seconds, are in one cluster. */
    private static final double DISTANCE = 2;

    private CentreClusters() {}

    /** The proposals, highest total score first; equal ones in the order of time. */
    static List<ClusterProposal> proposals(List<Window> windows) {
        return clusters(windows).stream()
                .map(CentreClusters::proposal)
                .sorted(Comparator.comparingDouble(ClusterProposal::totalScore).reversed())
                .toList();
    }

    /** Clusters in the order of time. Of several windows with the same centre only the last counts, as officially. */
    private static List<List<Window>> clusters(List<Window> windows) {
        NavigableMap<Double, Window> byCentre = new TreeMap<>();
        for (Window window : windows) {
            byCentre.put((window.end() + window.start()) / 2, window);
        }
        List<List<Window>> clusters = new ArrayList<>();
        double previous = Double.NEGATIVE_INFINITY;
        for (var entry : byCentre.entrySet()) {
            if (!(entry.getKey() - previous < DISTANCE)) {
                clusters.add(new ArrayList<>());
            }
            clusters.get(clusters.size() - 1).add(entry.getValue());
            previous = entry.getKey();
        }
        return clusters;
    }

    private static ClusterProposal proposal(List<Window> cluster) {
        Window middle = middle(cluster);
        Window best = cluster.get(0);
        double total = 0;
        for (Window window : cluster) {
            total += window.score();
            best = window.score() > best.score() ? window : best;
        }
        Window mean = new Window(
                (middle.start() + best.start()) / 2,
                (middle.end() + best.end()) / 2,
                (middle.score() + best.score()) / 2);
        return new ClusterProposal(mean, total);
    }

    /** The middle in time; of two middles the one with the higher score, the earlier if equal. */
    private static Window middle(List<Window> cluster) {
        Window later = cluster.get(cluster.size() / 2);
        Window earlier = cluster.get((cluster.size() - 1) / 2);
        return later.score() > earlier.score() ? later : earlier;
    }
}
