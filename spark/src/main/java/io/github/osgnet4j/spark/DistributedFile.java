package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** A file of the driver that Spark gives to every machine that has a task. */
final class DistributedFile {

    private DistributedFile() {}

    /**
     * Hands out a file under a name of its own, for all files that Spark hands out lie in one folder.
     *
     * @return the name by which {@link org.apache.spark.SparkFiles} finds it
     */
    static String file(JavaSparkContext spark, Path file) {
        String name = "osgnet-" + Fingerprint.file(file);
        try {
            Path folder = Files.createTempDirectory("osgnet-spark");
            folder.toFile().deleteOnExit();
            Path copy = Files.copy(file, folder.resolve(name));
            copy.toFile().deleteOnExit();
            spark.addFile(copy.toUri().toString());
            return name;
        } catch (IOException e) {
            throw new SparkJobException(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot take a copy of " + file
                            + ": " + DataException.reason(e),
                    e);
        }
    }
}
