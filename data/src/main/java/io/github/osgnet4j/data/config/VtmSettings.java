package io.github.osgnet4j.data.config;

/**
 * The loss of the shot branch ({@code model.vtm_heads_cfg}).
 *
 * @param lossWeight its weight
 * @param softLabel whether shots count by their overlap rather than all alike
 */
public record VtmSettings(double lossWeight, boolean softLabel) {}
