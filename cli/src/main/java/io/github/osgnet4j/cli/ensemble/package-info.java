/** Several models' answers to the same queries, and what their ensemble is worth. */
package io.github.osgnet4j.cli.ensemble;
