/** Videos that nobody has filmed, questions about them, and encoders for both: the material of {@code scripts/demo-video}. */
package io.github.osgnet4j.demo;
