package io.github.osgnet4j.batch;

/** What becomes of what a job cannot use. */
public enum OnUnusable {
    SKIP,
    FAIL
}
