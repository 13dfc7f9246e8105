package io.github.osgnet4j.cli;

/** What becomes of what a job cannot use. */
public enum OnUnusable {
    SKIP,
    FAIL
}
