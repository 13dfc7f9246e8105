package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.runtime.Manifest;
import java.util.Locale;
import java.util.Optional;

/** Whether the data a config describes is what a bundle was made for. */
final class Fit {

    private final Manifest manifest;
    private final OsgnetConfig config;

    Fit(Manifest manifest, OsgnetConfig config) {
        this.manifest = manifest;
        this.config = config;
    }

    /** What does not fit, if anything. */
    Optional<String> obstacle() {
        DatasetConfig data = config.dataset();
        Manifest.Dimensions d = manifest.dimensions();
        Manifest.Preprocessing p = manifest.preprocessing();
        return differ("video feature channels", d.videoDim(), data.videoDim())
                .or(() -> differ("text feature channels", d.textDim(), config.tokenChannels()))
                .or(() -> differ(
                        "object source",
                        p.objects().name().toLowerCase(Locale.ROOT),
                        config.seenObjects().key()))
                .or(() -> differ("text_feat_with_eot", p.textWithEot(), data.textWithEot()))
                .or(() -> differ("use_Bayesian", manifest.ranking().orderPrior(), data.orderPrior()))
                .or(() -> differ("fps", p.fps(), data.fps()))
                .or(() -> differ("feat_stride", p.featStride(), data.featStride()))
                .or(() -> differ("num_frames", p.numFrames(), data.numFrames()));
    }

    private static Optional<String> differ(String what, Object ofBundle, Object ofConfig) {
        return ofBundle.equals(ofConfig)
                ? Optional.empty()
                : Optional.of(what + " " + ofBundle + " against " + ofConfig);
    }
}
