package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Interruption;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.prepare.StoreBuilder;
import io.github.osgnet4j.data.prepare.StoreValue;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TextException;
import io.github.osgnet4j.encoders.TokenFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens of annotated queries, encoded into a store whose keys are the queries' ids. */
public final class TokenStore {

    private static final int HASH_DIGITS = 16;

    private final TextEncoder encoder;
    private final Map<String, String> texts = new LinkedHashMap<>();

    TokenStore(TextEncoder encoder, List<Path> annotations) {
        this.encoder = encoder;
        for (Path file : annotations) {
            for (AnnotatedQuery query : Annotations.read(file)) {
                String other = texts.putIfAbsent(query.queryId(), query.query());
                if (other != null && !other.equals(query.query())) {
                    throw new CommandException(file + ": query_id '" + query.queryId() + "' stands for two texts, '"
                            + other + "' and '" + query.query() + "'; ids must tell queries apart");
                }
            }
        }
        if (texts.isEmpty()) {
            throw new CommandException(annotations + " have no query");
        }
    }

    /** The folder for such stores beside an output. */
    public static Path beside(Path output) {
        return output.resolveSibling(output.getFileName() + "-tokens");
    }

    /**
     * The store of an annotation file's queries in a folder of such stores, made if it is not there. Its name is a hash of
     * encoder and annotations, so that a later run finds what an earlier one has made.
     */
    public static Path in(Path folder, Path encoderFolder, Path annotations, boolean quiet) {
        try (TextEncoder encoder = TextEncoder.open(encoderFolder)) {
            List<String> parts = new ArrayList<>();
            encoder.files().forEach(file -> parts.add(Fingerprint.file(file)));
            parts.add(Fingerprint.file(annotations));
            Path store =
                    folder.resolve(Fingerprint.of(parts.toArray(String[]::new)).substring(0, HASH_DIGITS));
            if (!Files.isDirectory(store)) {
                Files.createDirectories(folder);
                new TokenStore(encoder, List.of(annotations)).fill(store, true, quiet);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Encodes what is not there yet; returns how many queries the store has. */
    int fill(Path output, boolean resume, boolean quiet) {
        JobIdentity job = new JobIdentity().with("command", "prepare text");
        encoder.files().forEach(file -> job.withFile("encoder file " + file.getFileName(), file));
        try (StoreBuilder store = StoreBuilder.open(
                        output,
                        job,
                        resume,
                        (key, source) -> texts.containsKey(key)
                                && Fingerprint.of(texts.get(key)).equals(source));
                Progress bar = Progress.start("Encoding", "queries", texts.size(), store.before(), !quiet)) {
            Interruption interruption = Interruption.say(() -> quiet ? Optional.empty() : Optional.of(store.kept()));
            try (interruption) {
                texts.forEach((id, text) -> {
                    if (!store.has(id)) {
                        TokenFeatures tokens = encode(id, text);
                        StoreValue value = StoreValue.query(tokens.values(), tokens.count(), tokens.channels());
                        if (!value.finite()) {
                            throw new CommandException(
                                    encoder.folder() + " gives numbers that are not finite for query '" + id + "', '"
                                            + text + "'; it is damaged or of a precision that is too low");
                        }
                        store.put(id, Fingerprint.of(text), value.bytes(), value.shape());
                        bar.step();
                    }
                });
            }
            store.finish();
        }
        return texts.size();
    }

    private TokenFeatures encode(String id, String text) {
        try {
            return encoder.encode(text);
        } catch (TextException e) {
            throw new CommandException("Query '" + id + "', '" + text + "': " + e.getMessage(), e);
        }
    }
}
