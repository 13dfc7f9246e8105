/**
 * An exported model on disk: its manifest, its files, and the checks of both before anything runs. A
 * {@link io.github.osgnet4j.runtime.bundle.Bundle} holds no native memory and no open file.
 */
@NullMarked
package io.github.osgnet4j.runtime.bundle;

import org.jspecify.annotations.NullMarked;
