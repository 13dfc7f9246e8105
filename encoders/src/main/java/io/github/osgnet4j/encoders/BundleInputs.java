package io.github.osgnet4j.encoders;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns videos and words into inputs for the network of a bundle, with encoders that match it in channels and steps per
 * second. Thread-safe; the caller still has to close the encoders.
 */
public final class BundleInputs {

    /** A stride such as 0.53333 stands for 16 / 30; how far one may be off: a second and a half after four hours. */
    private static final double ROUNDED = 1e-4;

    private final Encoders encoders;
    private final boolean dropFirst;

    private BundleInputs(Encoders encoders, boolean dropFirst) {
        this.encoders = encoders;
        this.dropFirst = dropFirst;
    }

    /**
     * Checks that encoders match the bundle.
     *
     * @throws EncoderException listing every mismatch: what was expected, what was found, and what to do
     */
    public static BundleInputs of(Manifest manifest, Encoders encoders) {
        List<String> problems = new ArrayList<>();
        Manifest.Dimensions sizes = manifest.dimensions();
        if (encoders.videos().isEmpty()) {
            problems.add("there is no video encoder; add a folder whose encoder.json says \"kind\": \"video\"");
        } else {
            require(problems, "video features", sizes.videoDim(), encoders.videoChannels());
            requireStride(problems, manifest.preprocessing(), encoders.strideSeconds());
        }
        encoders.text()
                .ifPresentOrElse(
                        text -> require(problems, "token features", sizes.textDim(), text.channels()),
                        () -> problems.add(
                                "there is no text encoder; add a folder whose encoder.json says \"kind\": \"text\""));
        if (!problems.isEmpty()) {
            throw new EncoderException("The encoders do not fit the bundle: " + String.join("; ", problems)
                    + ". Use the encoders that made the features for its training, or a bundle that was trained with"
                    + " features of these");
        }
        return new BundleInputs(encoders, manifest.preprocessing().textWithEot());
    }

    private static void require(List<String> problems, String what, int expected, int found) {
        if (expected != found) {
            problems.add(what + ": the bundle takes " + expected + " channels, the encoders give " + found);
        }
    }

    /**
     * Whether features have the same stride as those that a network was trained with.
     *
     * @param strideSeconds seconds from a feature to the next
     */
    public static boolean haveStride(Manifest.Preprocessing made, double strideSeconds) {
        double expected = made.featStride() / made.fps();
        return Math.abs(strideSeconds - expected) <= ROUNDED * expected;
    }

    private static void requireStride(List<String> problems, Manifest.Preprocessing made, double found) {
        double expected = made.featStride() / made.fps();
        if (!haveStride(made, found)) {
            problems.add(String.format(
                    Locale.ROOT,
                    "steps: the bundle takes one each %.4f s (%.4f a second), the encoders give one each %.4f s (%.4f a"
                            + " second)",
                    expected,
                    1 / expected,
                    found,
                    1 / found));
        }
    }

    /** The features of a video as an input. */
    public VideoInput video(String id, VideoFeatures features) {
        return new VideoInput(id, features.values(), features.steps());
    }

    /**
     * A text as an input, without its first token if the network was trained that way. It has no objects; add those
     * that {@link ObjectClasses} selects with {@link QueryInput#withObjects}.
     *
     * @throws TextException if the text is empty or too long for the encoder, or nothing is left of it
     * @throws EncoderBusyException if the encoder is busy with other texts for a minute
     */
    public QueryInput query(String id, String text) {
        TextEncoder encoder = encoders.text().orElseThrow();
        TokenFeatures all = encoder.encode(text);
        TokenFeatures tokens = dropFirst ? all.withoutFirst() : all;
        return new QueryInput(id, tokens.values(), tokens.count(), StepObjects.none());
    }
}
