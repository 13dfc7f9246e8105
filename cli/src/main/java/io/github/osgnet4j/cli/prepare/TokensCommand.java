package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.data.prepare.StoreFilling;
import io.github.osgnet4j.data.prepare.StoreValue;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Files of query features as a store. */
@Command(
        name = "tokens",
        description = {
            "Makes a store (LMDB) of the queries' token features (tokens, channels) from a folder of files, one per"
                    + " query, named by its id (QUERY_ID.npy).",
            "With --sentences, the first row of the file of the same name is stored too. File formats are recognised"
                    + " by their contents, as in 'prepare features'.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet prepare tokens --tokens token/ --sentences cls/ --output text-store"})
final class TokensCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(TokensCommand.class);

    @Option(names = "--tokens", required = true, paramLabel = "DIR", description = "Folder of token features.")
    private Path tokens;

    @Option(
            names = "--sentences",
            paramLabel = "DIR",
            description = "Folder of sentence features (1, channels); OSGNet does not use them, other networks do.")
    private Path sentences;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() {
        List<SourceFile> sources = sources();
        JobIdentity job = new JobIdentity().with("command", "prepare tokens").with("sentences", sentences != null);
        try (StoreFilling filling = new StoreFilling(store.output(), job, sources, store.resume())) {
            store.run(filling, StoreValue::query, sources.size(), "queries", quiet());
            print("%s: %s%n", store.output(), store.summary(filling, "queries"));
        }
        return 0;
    }

    private List<SourceFile> sources() {
        List<SourceFile> first = SourceFile.in(tokens);
        if (sentences == null) {
            return first;
        }
        List<SourceFile> second = SourceFile.in(sentences);
        List<SourceFile> joined = SourceFile.joined(first, second, "sentence features");
        if (second.size() > first.size()) {
            LOG.warn("{} files of {} have no tokens and are left out", second.size() - first.size(), sentences);
        }
        return joined;
    }
}
