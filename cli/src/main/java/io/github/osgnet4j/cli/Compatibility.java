package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.runtime.Manifest;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the data a config describes is what a bundle was made for. */
final class Compatibility {

    private static final Logger LOG = LoggerFactory.getLogger(Compatibility.class);

    private Compatibility() {}

    /**
     * Refuses data of other shapes; warns of other frame rates, which are the data's own business.
     *
     * @throws CommandException naming what differs
     */
    static void check(Manifest manifest, OsgnetConfig config, Path bundle) {
        DatasetConfig data = config.dataset();
        Manifest.Dimensions d = manifest.dimensions();
        require(bundle, config, "video feature channels", d.videoDim(), data.videoDim());
        require(bundle, config, "text feature channels", d.textDim(), config.tokenChannels());
        boolean objects = config.seenObjects() != ObjectMode.NONE;
        require(bundle, config, "objects", d.objects() ? "yes" : "no", objects ? "yes" : "no");
        Manifest.Preprocessing p = manifest.preprocessing();
        if (objects) {
            require(
                    bundle,
                    config,
                    "object source",
                    p.objects().name().toLowerCase(Locale.ROOT),
                    data.objectMode().key());
        }
        require(bundle, config, "text_feat_with_eot", p.textWithEot(), data.textWithEot());
        require(bundle, config, "use_Bayesian", manifest.ranking().orderPrior(), data.orderPrior());
        warn("fps", p.fps(), data.fps());
        warn("feat_stride", p.featStride(), data.featStride());
        warn("num_frames", p.numFrames(), data.numFrames());
    }

    private static void require(Path bundle, OsgnetConfig config, String what, Object ofBundle, Object ofConfig) {
        if (!ofBundle.equals(ofConfig)) {
            throw new CommandException("Bundle " + bundle + " and config " + config.file() + " do not go together: "
                    + what + " " + ofBundle + " against " + ofConfig + "; use the config the bundle was exported with");
        }
    }

    private static void warn(String what, double ofBundle, double ofConfig) {
        if (ofBundle != ofConfig) {
            LOG.warn(
                    "The bundle was exported for {} {}, the config says {}; the config counts",
                    what,
                    ofBundle,
                    ofConfig);
        }
    }
}
