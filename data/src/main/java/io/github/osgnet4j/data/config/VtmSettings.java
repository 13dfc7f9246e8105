package io.github.osgnet4j.data.config;

import java.util.OptionalInt;

/**
 * The loss of the shot branch ({@code model.vtm_heads_cfg}).
 *
 * @param lossWeight its weight
 * @param softLabel whether shots count by their overlap rather than all alike
 * @param maxShots shots of a batch, to which the official code pads between devices ({@code model.max_shot_num})
 * @param maxQueries queries of a batch, likewise ({@code model.max_query})
 */
public record VtmSettings(double lossWeight, boolean softLabel, OptionalInt maxShots, OptionalInt maxQueries) {}
