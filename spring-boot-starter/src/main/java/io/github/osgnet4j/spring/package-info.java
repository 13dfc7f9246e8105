/** A grounding service, its health, its meters and its problem documents in a Spring Boot application. */
@NullMarked
package io.github.osgnet4j.spring;

import org.jspecify.annotations.NullMarked;
