package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether encoders make what a network takes: as many channels, as many steps a second.
 *
 * @param model folder of the bundle
 */
public record EncoderFit(Path model, Manifest manifest, Encoders encoders) {

    /** A stride such as 0.53333 stands for 16 / 30. */
    private static final double ROUNDED = 1e-3;

    /**
     * Refuses what does not fit.
     *
     * @throws CommandException with each thing that does not: what was expected, what was found, and what to do
     */
    public void require() {
        List<String> problems = new ArrayList<>();
        Manifest.Dimensions sizes = manifest.dimensions();
        if (encoders.videos().isEmpty()) {
            problems.add("there is no video encoder; add a folder whose encoder.json says \"kind\": \"video\"");
        } else {
            require(problems, "video features", sizes.videoDim(), encoders.videoChannels());
            stride(problems);
        }
        encoders.text()
                .ifPresentOrElse(
                        text -> require(problems, "token features", sizes.textDim(), text.channels()),
                        () -> problems.add(
                                "there is no text encoder; add a folder whose encoder.json says \"kind\": \"text\""));
        if (!problems.isEmpty()) {
            throw new CommandException("The encoders do not fit " + model + ": " + String.join("; ", problems)
                    + ". Use the encoders that made the features for its training, or a bundle that was"
                    + " trained with features of these");
        }
    }

    private static void require(List<String> problems, String what, int expected, int found) {
        if (expected != found) {
            problems.add(what + ": the bundle takes " + expected + " channels, the encoders give " + found);
        }
    }

    private void stride(List<String> problems) {
        Manifest.Preprocessing made = manifest.preprocessing();
        double expected = made.featStride() / made.fps();
        double found = encoders.strideSeconds();
        if (Math.abs(found - expected) > ROUNDED * expected) {
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
}
