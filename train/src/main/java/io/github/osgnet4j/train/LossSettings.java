package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.ModelConfig;
import io.github.osgnet4j.data.config.RegressionRange;
import java.util.List;

/**
 * The settings of a network's losses.
 *
 * @param ranges the distances each level is responsible for, finest first
 * @param centreRadius half width of an answer's positive centre, in strides
 * @param labelSmoothing how much of the classification target is spread
 * @param regressionWeight weight of the offsets' loss; negative balances it against the classification loss
 * @param shotWeight weight of the shot branch's loss
 * @param softShots whether shots count by how much of the answer they hold
 * @param maxPoints points exist up to this feature step
 */
record LossSettings(
        List<RegressionRange> ranges,
        double centreRadius,
        double labelSmoothing,
        double regressionWeight,
        double shotWeight,
        boolean softShots,
        int maxPoints) {

    static LossSettings of(ModelConfig.MultiTaskArch model) {
        return new LossSettings(
                model.regressionRanges(),
                model.nlq().centerSampleRadius(),
                model.nlq().labelSmoothing(),
                model.nlq().regressionLossWeight(),
                model.vtm().map(v -> v.lossWeight()).orElse(0.0),
                model.vtm().map(v -> v.softLabel()).orElse(false),
                (int) (model.network().maxSeqLen() * model.maxBufferLenFactor()));
    }
}
