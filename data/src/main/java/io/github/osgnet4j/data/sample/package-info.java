/**
 * A dataset as the network sees it: queries joined with the features of their video, their tokens and the objects of each step.
 */
@NullMarked
package io.github.osgnet4j.data.sample;

import org.jspecify.annotations.NullMarked;
