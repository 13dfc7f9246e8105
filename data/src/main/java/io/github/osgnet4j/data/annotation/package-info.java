/**
 * The annotations of queries and narrations, and the ground truth that recall is computed from, in the official formats.
 */
@NullMarked
package io.github.osgnet4j.data.annotation;

import org.jspecify.annotations.NullMarked;
