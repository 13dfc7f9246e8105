/** JMH benchmarks of what is computed in Java. {@code scripts/benchmark} runs them. */
package io.github.osgnet4j.benchmarks;
