package io.github.osgnet4j.data.config;

/**
 * What the official trainer of a MultiTaskArch reads of the {@code train_cfg} section; the losses take their settings
 * from {@link NlqSettings}.
 *
 * @param clipGradL2Norm global gradient norm; not above 0 for none
 */
public record TrainConfig(double clipGradL2Norm) {}
