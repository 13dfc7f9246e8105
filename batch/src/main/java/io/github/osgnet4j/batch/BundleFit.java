package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.NlqSettings;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the data and the settings that a config describes are those a bundle was exported for. Whatever would shift,
 * scale or rank windows otherwise must be equal: nobody would see it in the answers.
 */
public final class BundleFit {

    /** What to do about an obstacle, for the end of a message. */
    public static final String REMEDY =
            "use the config the bundle was exported with, or export its weights again with this one";

    private final Manifest manifest;
    private final OsgnetConfig config;

    /** Of a bundle with this manifest and a config. */
    public BundleFit(Manifest manifest, OsgnetConfig config) {
        this.manifest = manifest;
        this.config = config;
    }

    /** The first thing that does not fit, if anything: what it is, the bundle's value, the config's. */
    public Optional<String> obstacle() {
        return differences().stream().findFirst();
    }

    /**
     * Refuses a config that does not fit.
     *
     * @param bundle its folder, for the message
     * @throws BatchException naming what differs
     */
    public void require(Path bundle) {
        obstacle().ifPresent(obstacle -> {
            throw new BatchException("Bundle " + bundle + " and config " + config.file() + " do not go together: "
                    + obstacle + "; " + REMEDY);
        });
    }

    /** Everything that does not fit, each as {@link #obstacle} has it. */
    public List<String> differences() {
        DatasetConfig data = config.dataset();
        NlqSettings nlq = config.nlq();
        Manifest.Dimensions d = manifest.dimensions();
        Manifest.Preprocessing p = manifest.preprocessing();
        RankingOptions r = manifest.ranking();
        return Stream.of(
                        differ("video feature channels", d.videoDim(), data.videoDim()),
                        differ("text feature channels", d.textDim(), config.tokenChannels()),
                        differ(
                                "object source",
                                p.objects().name().toLowerCase(Locale.ROOT),
                                config.seenObjects().key()),
                        differ("text_feat_with_eot", p.textWithEot(), data.textWithEot()),
                        differ("fps", p.fps(), data.fps()),
                        differ("feat_stride", p.featStride(), data.featStride()),
                        differ("num_frames", p.numFrames(), data.numFrames()),
                        differ("use_Bayesian", r.orderPrior(), data.orderPrior()),
                        differ("pre_nms_thresh", r.preNmsThreshold(), nlq.preNmsThreshold()),
                        differ("pre_nms_topk", r.preNmsTopK(), nlq.preNmsTopK()),
                        differ("duration_thresh", r.durationThreshold(), nlq.durationThreshold()),
                        differ("iou_threshold", r.iouThreshold(), nlq.iouThreshold()),
                        differ("min_score", r.minScore(), nlq.minScore()),
                        differ("max_seg_num", r.maxWindows(), nlq.maxWindows()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> differ(String what, Object ofBundle, Object ofConfig) {
        return ofBundle.equals(ofConfig)
                ? Optional.empty()
                : Optional.of(what + " " + ofBundle + " against " + ofConfig);
    }
}
