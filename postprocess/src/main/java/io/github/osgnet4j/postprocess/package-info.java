/**
 * Scores to windows and windows to figures: decoding, NMS, ranking, the prior of the order of queries, ensembles, recall. Uses the
 * JDK alone.
 */
@NullMarked
package io.github.osgnet4j.postprocess;

import org.jspecify.annotations.NullMarked;
