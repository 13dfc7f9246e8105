package io.github.osgnet4j.data.config;

import java.util.List;

/**
 * The {@code train_cfg} section. Of it, the official MultiTaskArch reads {@code clip_grad_l2norm} alone; the losses
 * take their settings from {@link NlqSettings}.
 *
 * @param clipGradL2Norm global gradient norm; not above 0 for none
 * @param centerSample radius or none
 * @param centerSampleRadius in strides
 * @param lossWeight of the regression loss
 * @param priorProbability of a positive
 * @param initialLossNormalizer the running normaliser's first value
 * @param emptyClasses classes without data
 * @param dropout of transformers
 * @param dropPath probability of stochastic depth
 * @param labelSmoothing of the classification target
 * @param iouLossWeight of a decoder
 * @param boxLossWeight of a decoder
 * @param decoderLayers of a decoder
 * @param mambaArch kind of video block
 */
public record TrainConfig(
        double clipGradL2Norm,
        String centerSample,
        double centerSampleRadius,
        double lossWeight,
        double priorProbability,
        double initialLossNormalizer,
        List<Integer> emptyClasses,
        double dropout,
        double dropPath,
        double labelSmoothing,
        double iouLossWeight,
        double boxLossWeight,
        int decoderLayers,
        List<String> mambaArch) {}
