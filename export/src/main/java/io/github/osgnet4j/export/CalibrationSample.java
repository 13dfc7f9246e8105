package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoInput;

/**
 * A real input to measure the error of quantised layers on.
 *
 * @param video features of a clip; a part of it is used if it is long
 * @param query one of its queries
 */
public record CalibrationSample(VideoInput video, QueryInput query) {}
