package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkFiles;

/** The dataset of a job in this JVM. */
final class ConfiguredData implements AutoCloseable {

    private static final PerJvm<GroundingSettings, ConfiguredData> OPEN = new PerJvm<>();

    private final Dataset dataset;
    private final Map<String, List<AnnotatedQuery>> queries;

    private ConfiguredData(Dataset dataset) {
        this.dataset = dataset;
        this.queries = dataset.queriesByVideo();
    }

    /** The data of the job, opened by the first task that asks. */
    static PerJvm<?, ConfiguredData>.Lease of(GroundingSettings job) {
        return OPEN.lease(job, () -> open(job));
    }

    private static ConfiguredData open(GroundingSettings job) {
        OsgnetConfig config =
                OsgnetConfig.load(Path.of(job.config()), job.configText(), Optional.of(Path.of(job.dataRoot())));
        return new ConfiguredData(Dataset.open(config, job.split(), Path.of(SparkFiles.get(job.annotations()))));
    }

    /** The inputs of its queries. */
    DatasetInputs inputs() {
        return new DatasetInputs(dataset);
    }

    /** The queries of a clip, in the order of the annotations. */
    List<AnnotatedQuery> queries(String clip) {
        return queries.getOrDefault(clip, List.of());
    }

    @Override
    public void close() {
        dataset.close();
    }

    /** Closes those that no task uses. */
    static void closeIdle() {
        OPEN.closeIdle();
    }
}
