/** The commands below {@code osgnet prepare}: from downloads to what a config names. */
package io.github.osgnet4j.cli.prepare;
