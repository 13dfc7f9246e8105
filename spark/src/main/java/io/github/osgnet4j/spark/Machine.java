package io.github.osgnet4j.spark;

import org.apache.spark.SparkEnv;

/** The machine of this process, for messages. */
final class Machine {

    private Machine() {}

    static String name() {
        SparkEnv spark = SparkEnv.get();
        return spark == null
                ? "localhost"
                : spark.blockManager().blockManagerId().host();
    }
}
