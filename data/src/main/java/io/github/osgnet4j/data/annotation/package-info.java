/**
 * The annotations of queries and narrations, and the ground truth that recall is computed from, in the official formats.
 */
package io.github.osgnet4j.data.annotation;
