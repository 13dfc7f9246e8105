package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Interruption;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.data.prepare.StoreFilling;
import io.github.osgnet4j.data.prepare.StoreValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The store that a command fills. */
final class StoreOptions {

    private static final Logger LOG = LoggerFactory.getLogger(StoreOptions.class);
    private static final int EXAMPLES = 3;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "STORE",
            description = "Folder to create; until the store is complete it is STORE.partial.")
    private Path output;

    @Option(
            names = "--resume",
            description = "Continue from what a killed run left; files that have changed since are read again.")
    private boolean resume;

    Path output() {
        return output;
    }

    boolean resume() {
        return resume;
    }

    /** Fills the store and warns of what a network would stumble over. */
    void run(StoreFilling filling, Function<SourceFile, StoreValue> encoding, int total, String unit, boolean quiet) {
        Interruption interruption = Interruption.say(() -> quiet ? Optional.empty() : Optional.of(filling.kept()));
        try (interruption;
                Progress bar = Progress.start("Storing", unit, total, filling.before(), !quiet)) {
            filling.run(encoding, key -> {
                bar.say(key);
                bar.step();
            });
        } catch (DataException e) {
            throw new CommandException(e.getMessage() + (filling.isEmpty() ? "" : " (" + filling.kept() + ")"), e);
        }
        Map<Integer, String> channels = filling.channels();
        if (channels.size() > 1) {
            LOG.warn(
                    "Channels differ, but a network takes one number of them: {}",
                    channels.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        List<String> notFinite = filling.notFinite();
        if (!notFinite.isEmpty()) {
            LOG.warn(
                    "{} have numbers that are NaN or infinite: {}",
                    notFinite.size(),
                    notFinite.subList(0, Math.min(EXAMPLES, notFinite.size())));
        }
    }

    /** What there is, in words. */
    String summary(StoreFilling filling, String unit) {
        String channels =
                filling.channels().keySet().stream().map(String::valueOf).collect(Collectors.joining(" or "));
        String earlier = filling.before() == 0 ? "" : " (" + filling.before() + " from an earlier run)";
        return filling.rows().size() + " " + unit + earlier + ", " + channels + " channels";
    }
}
