package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.Objects;

/**
 * How the windows of several models become one answer.
 *
 * @param method what is done with windows that overlap
 * @param scores in which unit scores of different models are compared
 * @param fusionIou overlap above which {@link EnsembleMethod#WBF} fuses windows, 0 to 1; the others do not look at it
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

    /** NMS over scores as they are. */
    public static EnsembleOptions defaults() {
        return new EnsembleOptions(EnsembleMethod.NMS, ScoreScale.Unit.RAW, FUSION_IOU);
    }
}
