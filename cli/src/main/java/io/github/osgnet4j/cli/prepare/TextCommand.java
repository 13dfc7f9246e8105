package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.encoders.TextEncoder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Queries as a store of tokens. */
@Command(
        name = "text",
        description = {
            "Encodes the queries of annotation files into a store (LMDB) of token features, for a config's"
                    + " text_feat_dir; the key is the query's id.",
            "Texts are normalised and tokens left out as the encoder's encoder.json says."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare text train.jsonl val.jsonl --encoder encoders/clip-text --output text-store"
        })
final class TextCommand extends JobCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON lines with query_id and query.")
    private List<Path> annotations;

    @Option(
            names = {"-e", "--encoder"},
            required = true,
            paramLabel = "DIR",
            description = "Text encoder: a folder with an ONNX file, tokenizer.json and encoder.json.")
    private Path encoder;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() {
        try (TextEncoder opened = TextEncoder.open(encoder)) {
            int queries = new TokenStore(opened, annotations).fill(store.output(), store.resume(), quiet());
            print("%s: %d queries, %d channels%n", store.output(), queries, opened.channels());
        }
        return 0;
    }
}
