/**
 * The batch job on Apache Spark, and grounding as a function of datasets: {@link io.github.osgnet4j.spark.OsgnetSpark} is
 * for {@code spark-submit}, {@link io.github.osgnet4j.spark.SparkGrounder} for programs.
 */
@NullMarked
package io.github.osgnet4j.spark;

import org.jspecify.annotations.NullMarked;
