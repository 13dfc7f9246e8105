package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.runtime.Provider;
import java.io.Serializable;
import java.util.TreeMap;

/**
 * What a task must know of the job.
 *
 * @param bundle that answers
 * @param provider what runs the graphs
 * @param config name of the config file and its text
 * @param dataRoot where the config's relative paths start, on every machine
 * @param annotations name that {@link org.apache.spark.SparkFiles} knows
 * @param topK maximum number of windows per query; 0 for the bundle's own number
 * @param skipUnusable whether queries whose data is unusable are left out
 * @param answers folder of the answers
 * @param facts all that decides the answers, by name
 */
record GroundingSettings(
        BundleOnMachine bundle,
        Provider provider,
        String config,
        String configText,
        String dataRoot,
        Split split,
        String annotations,
        int topK,
        boolean skipUnusable,
        String answers,
        TreeMap<String, String> facts)
        implements Serializable {}
