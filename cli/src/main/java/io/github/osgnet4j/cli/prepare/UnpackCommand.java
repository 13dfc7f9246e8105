package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.prepare.StoreUnpacking;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A store as files. */
@Command(
        name = "unpack",
        description = {
            "Writes the values of a store (LMDB) to a folder, a file for each key: .npz for features, .pkl for"
                    + " objects.",
            "In a key that is not a safe file name, unsafe bytes are written as %%XX; %%keys.jsonl says which file"
                    + " has which key, and 'prepare features' and 'prepare tokens' read it.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare unpack video-store --output features",
            "  osgnet prepare unpack video-store --array features --output features"
        })
final class UnpackCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(UnpackCommand.class);

    @Parameters(paramLabel = "STORE", description = "Folder with a data.mdb.")
    private Path input;

    @Option(
            names = "--array",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Write this array of each value as .npy instead of the value as it is.")
    private String array;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder to create.")
    private Path output;

    @Override
    public Integer call() {
        try (LmdbStore store = LmdbStore.open(input)) {
            StoreUnpacking unpacking = new StoreUnpacking(store);
            Map<String, String> renamed;
            try (Progress bar = Progress.start("Unpacking", "keys", unpacking.files(), 0, !quiet())) {
                renamed = unpacking.run(output, array, key -> {
                    bar.say(key);
                    bar.step();
                });
            }
            renamed.entrySet().stream()
                    .findFirst()
                    .ifPresent(first -> LOG.warn(
                            "{} files are not named by their keys, such as {} by '{}'; %keys.jsonl beside them has the keys",
                            renamed.size(), first.getKey(), first.getValue()));
            print("%s: %d files%n", output, unpacking.files());
        }
        return 0;
    }
}
