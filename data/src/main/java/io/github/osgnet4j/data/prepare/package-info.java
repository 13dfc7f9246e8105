/**
 * Turns downloads into what the official loaders read: the challenges' annotations into JSON lines, features into the files that stores
 * are made of. Each class follows an official script and says which.
 */
@NullMarked
package io.github.osgnet4j.data.prepare;

import org.jspecify.annotations.NullMarked;
