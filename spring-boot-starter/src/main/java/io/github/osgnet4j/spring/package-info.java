/** A grounding service, its health and its meters in a Spring Boot application. */
@NullMarked
package io.github.osgnet4j.spring;

import org.jspecify.annotations.NullMarked;
