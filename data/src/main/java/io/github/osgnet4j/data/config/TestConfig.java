package io.github.osgnet4j.data.config;

/**
 * What the official trainer of a MultiTaskArch reads of the {@code test_cfg} section; ranking takes its settings from
 * {@link NlqSettings}.
 *
 * @param validationsPerEpoch how many validations an epoch has, the last at its end ({@code test_num})
 * @param firstValidatedEpoch from which epoch on there are validations within epochs ({@code test_start_epoch})
 */
public record TestConfig(int validationsPerEpoch, int firstValidatedEpoch) {}
