/** The {@code osgnet} command: a class for each subcommand, and the options that several of them share. */
package io.github.osgnet4j.cli;
