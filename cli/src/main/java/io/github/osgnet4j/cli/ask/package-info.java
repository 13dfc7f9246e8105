/** Videos and questions to windows: what {@code osgnet ask} is made of. */
package io.github.osgnet4j.cli.ask;
