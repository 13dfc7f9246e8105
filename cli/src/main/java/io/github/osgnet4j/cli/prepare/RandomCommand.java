package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.ConfigOptions;
import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A made-up split, to try a large job with. */
@Command(
        name = "random",
        description = {
            "Generates a random test split of any size from a seed, to try out a large job before its data is there:"
                    + " test.jsonl and the stores video_lmdb, text_lmdb and object_lmdb with random features of a"
                    + " config's channels.",
            "scripts/challenge shows how to point a config to them with --set."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet prepare random --config configs/demo.yaml --queries 4004 --seed 1 --output made-up"
        })
final class RandomCommand extends JobCommand {

    private static final int MOST_QUERIES = 1_000_000;
    private static final int MOST_SECONDS = 100_000;

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--queries",
            converter = WholeNumber.Positive.class,
            defaultValue = "4004",
            paramLabel = "N",
            description = "How many queries (default: ${DEFAULT-VALUE}, as in the test file of Ego4D NLQ).")
    private int queries;

    @Option(
            names = "--seconds",
            converter = WholeNumber.Positive.class,
            defaultValue = "480",
            paramLabel = "S",
            description = "Length of a typical clip (default: ${DEFAULT-VALUE}, as in Ego4D NLQ).")
    private int seconds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder to write, which does not exist yet or is empty.")
    private Path output;

    @Override
    public Integer call() {
        if (queries > MOST_QUERIES || seconds > MOST_SECONDS) {
            throw usage("--queries is at most " + MOST_QUERIES + ", --seconds at most " + MOST_SECONDS);
        }
        OsgnetConfig loaded = config.load();
        if (loaded.seenObjects() == ObjectMode.REGIONS) {
            throw new CommandException(
                    config.file() + " takes objects as regions, which this command does not make up; it makes classes");
        }
        requireEmpty();
        RandomSplit split = new RandomSplit(loaded, queries, seconds, seed);
        try {
            split.write(output, quiet());
        } catch (RuntimeException | Error e) {
            clear(e);
            throw e;
        }
        print("%s: %d queries about %d clips%n", output, queries, split.clips());
        return 0;
    }

    /** Half a split would only be in the way of the next one. */
    private void clear(Throwable failure) {
        try (Stream<Path> entries = Files.list(output)) {
            for (Path entry : entries.toList()) {
                Outputs.delete(entry);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void requireEmpty() {
        try {
            Files.createDirectories(output);
            try (Stream<Path> entries = Files.list(output)) {
                List<Path> there = entries.limit(1).toList();
                if (!there.isEmpty()) {
                    throw new CommandException(
                            output + " holds " + there.get(0).getFileName() + " already; name another folder");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
