package io.github.osgnet4j.data.config;

import java.util.List;

/**
 * Losses and ranking of the heads ({@code model.nlq_heads_cfg}). The official evaluation takes its thresholds from
 * here and never from {@code test_cfg}.
 *
 * @param lossNormalizer the running normaliser's first value
 * @param lossNormalizerMomentum its momentum
 * @param labelSmoothing of the classification target
 * @param regressionLossWeight weight of the offsets' loss; negative balances the two losses
 * @param centerSampleRadius half width of the positive centre of a segment, in strides
 * @param priorProbability of a positive, which sets the logits' first bias
 * @param emptyClasses classes without data, which start with a bias towards never
 * @param preNmsThreshold scores above it enter NMS
 * @param preNmsTopK at most so many enter per level
 * @param durationThreshold segments longer than it enter, in feature steps
 * @param iouThreshold of hard NMS
 * @param minScore soft-NMS drops what falls below
 * @param maxWindows windows a query
 */
public record NlqSettings(
        double lossNormalizer,
        double lossNormalizerMomentum,
        double labelSmoothing,
        double regressionLossWeight,
        double centerSampleRadius,
        double priorProbability,
        List<Integer> emptyClasses,
        double preNmsThreshold,
        int preNmsTopK,
        double durationThreshold,
        double iouThreshold,
        double minScore,
        int maxWindows) {}
