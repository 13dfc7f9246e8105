package io.github.osgnet4j.benchmarks;

/** What something took: seconds by the clock, and seconds of processors. */
record Cost(double seconds, double processorSeconds) {}
