package io.github.osgnet4j.data.annotation;

import java.util.List;

/**
 * An object class that a query's words name.
 *
 * @param classIds the class, or several among which the first that a frame shows counts
 * @param className its name
 * @param score how well word and name agree
 * @param text the word
 */
public record Label(List<Integer> classIds, String className, double score, String text) {}
