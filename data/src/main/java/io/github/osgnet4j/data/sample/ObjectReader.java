package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;

/** Finds the objects of a query. */
@FunctionalInterface
interface ObjectReader {
    ObjectFrames objects(AnnotatedQuery query);
}
