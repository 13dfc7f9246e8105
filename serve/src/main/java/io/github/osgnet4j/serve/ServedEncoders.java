package io.github.osgnet4j.serve;

import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The encoders of a server.
 *
 * @param all those of {@code --encoders}
 * @param separate the one of {@code --text-encoder}
 */
record ServedEncoders(Optional<Encoders> all, Optional<TextEncoder> separate) implements AutoCloseable {

    /**
     * Opens them.
     *
     * @throws ServeException if they cannot be used, or if there are two for texts
     */
    static ServedEncoders open(ServerSettings settings) {
        Optional<TextEncoder> separate =
                settings.textEncoder().map(folder -> opened("--text-encoder", folder, TextEncoder::open));
        ServedEncoders opened = new ServedEncoders(Optional.empty(), separate);
        boolean complete = false;
        try {
            opened = new ServedEncoders(
                    settings.encoders().map(folder -> opened("--encoders", folder, Encoders::load)), separate);
            if (separate.isPresent() && opened.all.flatMap(Encoders::text).isPresent()) {
                throw new ServeException("There are two text encoders: --text-encoder "
                        + separate.get().folder() + ", and "
                        + opened.all.get().text().orElseThrow().folder() + " of --encoders; give one");
            }
            complete = true;
            return opened;
        } finally {
            if (!complete) {
                opened.close();
            }
        }
    }

    private static <T> T opened(String option, Path folder, Function<Path, T> open) {
        try {
            return open.apply(folder);
        } catch (EncoderException e) {
            throw new ServeException(option + " " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The encoder of texts. */
    Optional<TextEncoder> text() {
        return separate.or(() -> all.flatMap(Encoders::text));
    }

    /** Those of videos, if there are any. */
    Optional<Encoders> videos() {
        return all.filter(encoders -> !encoders.videos().isEmpty());
    }

    /** Why features of videos are not what a model takes; empty if they are. */
    static Optional<String> obstacle(Encoders encoders, Manifest manifest) {
        Manifest.Preprocessing p = manifest.preprocessing();
        double stride = p.featStride() / p.fps();
        if (encoders.videoChannels() == manifest.dimensions().videoDim()
                && BundleInputs.haveStride(p, encoders.strideSeconds())) {
            return Optional.empty();
        }
        return Optional.of("they give " + encoders.videoChannels() + " channels each " + encoders.strideSeconds()
                + " s, it takes " + manifest.dimensions().videoDim() + " channels each " + stride + " s");
    }

    @Override
    public void close() {
        all.ifPresent(Encoders::close);
        separate.ifPresent(TextEncoder::close);
    }
}
