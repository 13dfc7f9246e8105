package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Times commands that are short, each as a process, in turns with those of an earlier build. */
final class StartUp {

    /** What {@code times} of a shell says, twice for itself and twice for the processes that it has waited for. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m(\\d+\\.\\d+)s");

    /** What part of the earlier time, by the clock and of processors, a start should take. */
    private static final double GOAL = 0.5;

    private final Path root;
    private final int rounds;

    /**
     * A measurement.
     *
     * @param root the project's folder, whose demo is asked
     * @param rounds how often each command is started; medians are reported
     */
    StartUp(Path root, int rounds) {
        this.root = root;
        this.rounds = rounds;
    }

    /** Prints a line for each command: how long it takes, and what part that is of the time of the earlier script. */
    void print(Path script, Optional<Path> earlier) throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("osgnet-start-up")) {
            Path output = folder.path().resolve("predictions.json");
            for (List<String> words : commands(output)) {
                List<Cost> now = new ArrayList<>();
                List<Cost> before = new ArrayList<>();
                // The first start of each fills the system's caches, and makes the archive of classes.
                for (int round = -1; round < rounds; round++) {
                    Cost cost = start(script, words);
                    Optional<Cost> other = Optional.empty();
                    if (earlier.isPresent()) {
                        other = Optional.of(start(earlier.get(), words));
                    }
                    if (round >= 0) {
                        now.add(cost);
                        other.ifPresent(before::add);
                    }
                }
                System.out.println(line(words.get(0), now, before));
            }
        }
    }

    /** The version, what a file is, and one query of the demo. */
    private List<List<String>> commands(Path output) {
        String bundle = root.resolve("models/demo").toString();
        Path config = root.resolve("configs/demo.yaml");
        Path annotations = OsgnetConfig.load(config, Optional.empty()).dataset().valAnnotations();
        String query = Annotations.read(annotations).get(0).queryId();
        return List.of(
                List.of("--version"),
                List.of("inspect", bundle),
                List.of(
                        "ground",
                        "--model",
                        bundle,
                        "--config",
                        config.toString(),
                        "--queries",
                        query,
                        "--output",
                        output.toString()));
    }

    /** Starts a command and waits for its end. */
    static Cost start(Path script, List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/null 2>&1 || exit; times", "sh", script.toString()));
        command.addAll(words);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(script + " " + String.join(" ", words) + " exits with " + code
                        + "; run it to see what is wrong");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        List<MatchResult> times = TIMES.matcher(said).results().toList();
        double processors = times.stream()
                .skip(2)
                .mapToDouble(t -> 60 * Double.parseDouble(t.group(1)) + Double.parseDouble(t.group(2)))
                .sum();
        return new Cost(seconds, processors);
    }

    /** A command's medians; with an earlier script also its own, and the ratios. */
    static String line(String name, List<Cost> now, List<Cost> before) {
        String line = String.format(
                Locale.ROOT,
                "%-10s %6.3f s, %6.3f s of processors",
                name,
                Medians.of(now, Cost::seconds),
                Medians.of(now, Cost::processorSeconds));
        return before.isEmpty()
                ? line
                : line
                        + String.format(
                                Locale.ROOT,
                                "; before %6.3f s, %6.3f s of processors; ratios %.2f, %.2f (goal %.2f)",
                                Medians.of(before, Cost::seconds),
                                Medians.of(before, Cost::processorSeconds),
                                Medians.of(now, Cost::seconds) / Medians.of(before, Cost::seconds),
                                Medians.of(now, Cost::processorSeconds) / Medians.of(before, Cost::processorSeconds),
                                GOAL);
    }
}
