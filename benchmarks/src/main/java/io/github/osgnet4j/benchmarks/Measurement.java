package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What {@code scripts/benchmark} measures besides the benchmarks of JMH. */
enum Measurement {
    WORK("work", "CONFIG [STEPS]", "GFLOP of the official code for one query") {
        /** With the 10 tokens and the one object a step that {@code osgnet bench} asks with. */
        @Override
        void measure(Words words) {
            OsgnetConfig config = OsgnetConfig.load(words.path(0), Optional.empty());
            boolean hasObjects = config.seenObjects() != ObjectMode.NONE;
            Work work = new OfficialWork(config.network(), hasObjects).query(words.number(1, 900), 10, 1);
            work.parts()
                    .forEach((part, flops) ->
                            System.out.printf(Locale.ROOT, "%-12s %8.4f GFLOP%n", part.key(), flops * 1e-9));
            System.out.printf(Locale.ROOT, "%-12s %8.4f GFLOP%n", "together", work.total() * 1e-9);
        }
    },
    START_UP(
            "start-up",
            "[SCRIPT]",
            "how long short commands take, in turns with those of SCRIPT, the scripts/osgnet of an earlier checkout") {
        @Override
        void measure(Words words) throws IOException, InterruptedException {
            new StartUp(Benchmarks.root(), 9)
                    .print(
                            Benchmarks.root().resolve("scripts/osgnet"),
                            words.word(0).map(Path::of));
        }
    },
    TRAIN_STEP(
            "train-step",
            "CONFIG [STEPS|own [BATCH [ROUNDS [fp32,bf16_checkpointed,..]]]]",
            "time and memory of a training step on clips of random features, or on the config's own data, in processes"
                    + " that take turns, beside the goals") {
        @Override
        void measure(Words words) throws IOException, InterruptedException {
            Path config = words.path(0);
            boolean own = words.word(1).filter(TrainStepProcess.OWN::equals).isPresent();
            int batchSize =
                    own ? OsgnetConfig.load(config, Optional.empty()).loader().batchSize() : 2;
            new TrainStep(
                            config,
                            own ? OptionalInt.empty() : OptionalInt.of(words.number(1, 900)),
                            words.number(2, batchSize),
                            words.number(3, 3))
                    .measure(
                            Benchmarks.root(),
                            words.word(4).map(Measurement::ways).orElse(List.of(TrainWay.values())));
        }
    },
    PRECISION(
            "precision",
            "CONFIG [SEEDS [EPOCHS]]",
            "whole runs with fp32 and bf16 from several seeds, their losses and recall") {
        @Override
        void measure(Words words) throws IOException, InterruptedException {
            OptionalInt epochs = words.word(2).isPresent() ? OptionalInt.of(words.number(2, 0)) : OptionalInt.empty();
            new PrecisionRuns(words.path(0), words.number(1, 3), epochs).measure();
        }
    },
    OFFICIAL(
            "official",
            "CONFIG [STEPS [ROUNDS [FP32 INT8]]]",
            "a query in the network on PyTorch as the official code computes it, and in bundles in float32 and int8,"
                    + " which are exported unless given, in turns") {
        @Override
        void measure(Words words) throws IOException {
            AgainstOfficial comparison =
                    new AgainstOfficial(words.path(0), words.number(1, 900), new Turns(words.number(2, 4), System.out));
            if (words.word(4).isPresent()) {
                comparison.measure(new AgainstOfficial.Bundles(words.path(3), words.path(4)));
            } else if (words.word(3).isPresent()) {
                throw new UsageException("There is one bundle, expected two, FP32 and INT8, or none");
            } else {
                comparison.measure();
            }
        }
    },
    SCAN(
            "scan",
            "BUNDLE [ROUNDS]",
            "a query with scan, filter, norms and GELU as nodes of the graph and in native code, in turns") {
        @Override
        void measure(Words words) throws IOException {
            new ScanForms(words.path(0), new Turns(words.number(1, 4), System.out)).measure();
        }
    },
    HTTP(
            "http",
            "[BUNDLE [ROUNDS]]",
            "a query of a server over HTTP and in a program that embeds the network, in turns; of the demo unless"
                    + " another bundle is given") {
        @Override
        void measure(Words words) throws IOException, InterruptedException {
            Path demo = Benchmarks.root().resolve("models/demo");
            Path bundle = words.word(0).map(Path::of).orElse(demo);
            Optional<OsgnetConfig> annotated = Optional.empty();
            if (bundle.toAbsolutePath().normalize().equals(demo.toAbsolutePath().normalize())) {
                annotated = Optional.of(
                        OsgnetConfig.load(Benchmarks.root().resolve("configs/demo.yaml"), Optional.empty()));
            }
            new OverHttp(bundle, annotated, new SideBySide(words.number(1, 9), 2, 3000, System.out)).measure();
        }
    },
    SPLIT(
            "split",
            "CONFIG FOLDER CLIPS QUERIES STEPS",
            "writes a validation split of random features, for --config CONFIG --data-root FOLDER") {
        @Override
        void measure(Words words) throws IOException {
            OsgnetConfig config = OsgnetConfig.load(words.path(0), Optional.of(words.path(1)));
            new UniformSplit(words.number(2, 0), words.number(3, 0), words.number(4, 0)).write(config);
        }
    };

    /** A word of the usage that stands in no brackets. */
    private static final Pattern REQUIRED = Pattern.compile("(?<!\\S)\\w+(?!\\S)");

    private final String key;
    private final String usage;
    private final String description;

    Measurement(String key, String usage, String description) {
        this.key = key;
        this.usage = usage;
        this.description = description;
    }

    /** Words that a measurement does not take. */
    static final class UsageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** What follows the name of a measurement. */
    record Words(List<String> words) {

        Optional<String> word(int place) {
            return place < words.size() ? Optional.of(words.get(place)) : Optional.empty();
        }

        Path path(int place) {
            return Path.of(words.get(place));
        }

        int number(int place, int otherwise) {
            return word(place).map(Words::parsed).orElse(otherwise);
        }

        private static int parsed(String word) {
            try {
                return Integer.parseInt(word);
            } catch (NumberFormatException e) {
                throw new UsageException("expected a whole number, found '" + word + "'");
            }
        }
    }

    /** The measurement of a name. */
    static Optional<Measurement> named(String key) {
        return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
    }

    private static List<TrainWay> ways(String names) {
        return Arrays.stream(names.split(",")).map(Measurement::way).toList();
    }

    private static TrainWay way(String name) {
        Map<String, TrainWay> ways = new LinkedHashMap<>();
        for (TrainWay way : TrainWay.values()) {
            ways.put(way.name().toLowerCase(Locale.ROOT), way);
        }
        return Optional.ofNullable(ways.get(name.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new UsageException("expected some of " + ways.keySet() + ", found '" + name + "'"));
    }

    /** How it is called, and what it measures. */
    String help() {
        return "scripts/benchmark " + key + " " + usage + ": " + description + ".";
    }

    /** Whether so many words may follow its name. */
    boolean takes(int words) {
        return words >= REQUIRED.matcher(usage).results().count() && words <= usage.split(" ").length;
    }

    /** Measures, and prints what it has measured. */
    abstract void measure(Words words) throws IOException, InterruptedException;
}
