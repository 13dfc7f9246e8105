package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.Objects;

/**
 * Options for merging the windows of several models into one answer.
 *
 * @param method how overlapping windows are handled
 * @param scores the unit in which scores of different models are compared
 * @param fusionIou overlap above which {@link EnsembleMethod#WBF} fuses windows, 0 to 1; ignored by other methods
 */
public record EnsembleOptions(EnsembleMethod method, ScoreScale.Unit scores, double fusionIou) {

    /** The overlap that the paper on weighted boxes fusion found best for its ensembles. */
    public static final double FUSION_IOU = 0.55;

    /**
     * Checks the range.
     *
     * @throws PostprocessException if the overlap is out of it
     */
    public EnsembleOptions {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(scores, "scores");
        require(fusionIou >= 0 && fusionIou <= 1, "fusionIou", fusionIou, "0 to 1");
    }

    /** NMS over unmodified scores. */
    public static EnsembleOptions defaults() {
        return new EnsembleOptions(EnsembleMethod.NMS, ScoreScale.Unit.RAW, FUSION_IOU);
    }
}
