/** A grounding service, its health and its meters in a Spring Boot application. */
package io.github.osgnet4j.spring;
