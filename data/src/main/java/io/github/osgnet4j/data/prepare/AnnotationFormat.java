package io.github.osgnet4j.data.prepare;

/** Whose annotations a download holds. */
public enum AnnotationFormat {
    /** Ego4D's Natural Language Queries. */
    NLQ,
    /** Ego4D Goal-Step. */
    GOALSTEP,
    TACOS
}
