/**
 * Turns scores into windows and evaluates windows: decoding, NMS, ranking, the order prior, ensembles, recall. Depends
 * only on the JDK.
 */
@NullMarked
package io.github.osgnet4j.postprocess;

import org.jspecify.annotations.NullMarked;
