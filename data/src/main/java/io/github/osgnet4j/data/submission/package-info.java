/** Predictions in the formats of the challenges, read and written byte for byte as Python does. */
@NullMarked
package io.github.osgnet4j.data.submission;

import org.jspecify.annotations.NullMarked;
