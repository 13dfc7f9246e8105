/** A grounding service with health, metrics and problem documents for Spring Boot applications. */
@NullMarked
package io.github.osgnet4j.spring;

import org.jspecify.annotations.NullMarked;
