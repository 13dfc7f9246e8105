/** Measuring a bundle: how long its parts take, how much they compute, and how near that is to the machine's limit. */
package io.github.osgnet4j.cli.bench;
