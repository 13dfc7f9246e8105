/**
 * From a configured dataset to the runtime: the inputs of its queries, whether a bundle was made for them, and the job
 * that grounds them all.
 */
@NullMarked
package io.github.osgnet4j.batch;

import org.jspecify.annotations.NullMarked;
