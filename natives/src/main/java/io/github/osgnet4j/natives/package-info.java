/** What is of this machine: the folder where native libraries are unpacked, which nobody else can write to, and its processor. */
@NullMarked
package io.github.osgnet4j.natives;

import org.jspecify.annotations.NullMarked;
