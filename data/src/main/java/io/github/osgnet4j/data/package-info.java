/**
 * What is read from and written to disk. Configs, annotations, feature stores, weights and submissions have packages of their own;
 * all of them throw {@link io.github.osgnet4j.data.DataException}.
 */
@NullMarked
package io.github.osgnet4j.data;

import org.jspecify.annotations.NullMarked;
