package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Made-up predictions for real steps: the times of three videos of GoalStep's validation split. The right window stands
 * first with a given probability, else among the next four, else later or nowhere; half of the wrong windows lie on
 * neighbouring steps, the others anywhere. Scores fall and say nothing beyond that.
 */
final class SimulatedSteps {

    static final int WINDOWS = 10;

    /** Starts and ends in tenths of a second. */
    private static final List<int[]> VIDEOS = List.of(
            new int[] {
                1, 883, 883, 2944, 4739, 4876, 5051, 10831, 5083, 5305, 5306, 5362, 5364, 8023, 8026, 8102, 8105, 8352,
                8360, 9361, 9364, 9477, 9479, 9737, 9739, 9761, 9763, 10109, 10109, 10292, 10295, 10314, 10315, 10456,
                10456, 10608, 10692, 10734, 11108, 17472, 11108, 11489, 11537, 11772, 11775, 12906, 12907, 12966, 12969,
                13160, 13162, 13179, 13181, 13217, 13220, 13388, 13392, 16460, 16473, 16550, 16597, 16623, 16680, 16782,
                16788, 17135, 17178, 17385, 17756, 17888
            },
            new int[] {
                96, 5414, 100, 227, 228, 1062, 1199, 2472, 2472, 2507, 2508, 4191, 4192, 4547, 4554, 4671, 4672, 5414,
                5415, 5465, 5483, 8103, 5509, 6318, 6327, 8103, 8105, 8272, 8279, 12167, 8319, 8578, 8579, 8719, 8723,
                9156, 9157, 9230, 9231, 9989, 10074, 11749, 11751, 11934, 11935, 12167, 12173, 12223, 12226, 13580,
                12226, 13064, 13064, 13570, 13589, 16338, 13590, 13815, 13818, 14048, 14050, 14911, 14912, 15102, 15103,
                15217, 15218, 15438, 15444, 15720, 15722, 15797, 15798, 15852, 15853, 15891, 15909, 16337, 16341, 16398,
                16406, 21161, 16406, 18456, 18456, 18848, 18849, 21161
            },
            new int[] {
                42, 3636, 48, 74, 100, 788, 804, 955, 1098, 2270, 2429, 2735, 2769, 3090, 3127, 3324, 3343, 3636, 3614,
                6056, 3623, 3689, 3719, 3753, 3851, 3928, 4004, 4193, 4213, 4962, 4968, 5916, 5927, 6022, 6058, 6290,
                6221, 6495, 6362, 8336, 6553, 6612, 6621, 6816, 6818, 6968, 6987, 7319, 7547, 8336, 8354, 8397, 8421,
                9092, 8435, 8483, 8532, 8714, 8752, 9070, 9137, 9610, 9612, 9729, 9771, 10281, 10332, 10534, 10593,
                10683, 10726, 11757, 11802, 12460, 11822, 11907, 11918, 12460
            });

    private static final int NEAR = 5;
    private static final double JITTER = 0.1;

    private final Random random;
    private final double first;
    private final double amongFive;
    private final double anywhere;

    /**
     * A simulation.
     *
     * @param first probability that the right window is the first
     * @param amongFive that it is one of five
     * @param anywhere that it is there at all
     */
    SimulatedSteps(long seed, double first, double amongFive, double anywhere) {
        this.random = new Random(seed);
        this.first = first;
        this.amongFive = amongFive;
        this.anywhere = anywhere;
    }

    /** Each video so many times, with other windows. */
    List<SequenceTuner.Video> videos(int times) {
        List<SequenceTuner.Video> videos = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            VIDEOS.forEach(video -> videos.add(video("video " + videos.size(), truth(video))));
        }
        return videos;
    }

    private static List<Window> truth(int[] tenths) {
        List<Window> truth = new ArrayList<>();
        for (int i = 0; i < tenths.length; i += 2) {
            truth.add(new Window(tenths[i] / 10.0, tenths[i + 1] / 10.0, 1));
        }
        return truth;
    }

    private SequenceTuner.Video video(String name, List<Window> truth) {
        double end = truth.stream().mapToDouble(Window::end).max().orElseThrow();
        List<List<Window>> steps = new ArrayList<>();
        for (int q = 0; q < truth.size(); q++) {
            int right = rightRank();
            double score = 0.1 + 0.7 * random.nextDouble();
            List<Window> windows = new ArrayList<>();
            for (int rank = 0; rank < WINDOWS; rank++) {
                Window around = rank == right ? truth.get(q) : wrong(truth, q, end);
                windows.add(jittered(around, score));
                score *= 0.5 + 0.5 * random.nextDouble();
            }
            windows.sort(Comparator.comparingDouble(Window::score).reversed());
            steps.add(windows);
        }
        return new SequenceTuner.Video(name, steps, truth.stream().map(List::of).toList());
    }

    private int rightRank() {
        double drawn = random.nextDouble();
        if (drawn < first) {
            return 0;
        }
        return drawn < amongFive ? 1 + random.nextInt(4) : drawn < anywhere ? 5 + random.nextInt(5) : -1;
    }

    private Window wrong(List<Window> truth, int step, double end) {
        if (random.nextBoolean()) {
            int other = step + (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(NEAR));
            return truth.get(Math.floorMod(other, truth.size()));
        }
        double length = truth.get(random.nextInt(truth.size())).length();
        double start = random.nextDouble() * Math.max(1, end - length);
        return new Window(start, start + length, 0);
    }

    private Window jittered(Window window, double score) {
        double start = window.start() + random.nextGaussian() * JITTER * window.length();
        double end = window.end() + random.nextGaussian() * JITTER * window.length();
        return new Window(Math.min(start, end), Math.max(start, end), score);
    }
}
