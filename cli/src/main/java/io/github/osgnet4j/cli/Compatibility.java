package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.runtime.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<String> differences = differences(manifest, config);
        if (!differences.isEmpty()) {
            throw new CommandException("Bundle " + bundle + " and config " + config.file() + " do not go together: "
                    + String.join(", ", differences) + "; use the config the bundle was exported with");
        }
        DatasetConfig data = config.dataset();
        Manifest.Preprocessing p = manifest.preprocessing();
        warn("fps", p.fps(), data.fps());
        warn("feat_stride", p.featStride(), data.featStride());
        warn("num_frames", p.numFrames(), data.numFrames());
    }

    /** What must be the same and is not, each with the bundle's value and the config's. */
    static List<String> differences(Manifest manifest, OsgnetConfig config) {
        List<String> found = new ArrayList<>();
        DatasetConfig data = config.dataset();
        Manifest.Dimensions d = manifest.dimensions();
        compare(found, "video feature channels", d.videoDim(), data.videoDim());
        compare(found, "text feature channels", d.textDim(), config.tokenChannels());
        boolean objects = config.seenObjects() != ObjectMode.NONE;
        compare(found, "objects", d.objects() ? "yes" : "no", objects ? "yes" : "no");
        Manifest.Preprocessing p = manifest.preprocessing();
        if (objects) {
            compare(
                    found,
                    "object source",
                    p.objects().name().toLowerCase(Locale.ROOT),
                    data.objectMode().key());
        }
        compare(found, "text_feat_with_eot", p.textWithEot(), data.textWithEot());
        compare(found, "use_Bayesian", manifest.ranking().orderPrior(), data.orderPrior());
        return found;
    }

    private static void compare(List<String> found, String what, Object ofBundle, Object ofConfig) {
        if (!ofBundle.equals(ofConfig)) {
            found.add(what + " " + ofBundle + " against " + ofConfig);
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
