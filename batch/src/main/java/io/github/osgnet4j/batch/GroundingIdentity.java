package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What decides the answers of any job that grounds a split, whoever does it: an unfinished run must share it with the one
 * that goes on.
 *
 * @param config of the split
 * @param root absolute, where relative paths of the config start
 * @param annotations the queries' file
 * @param overrides keys of the config that the command line sets, with their values
 */
public record GroundingIdentity(
        OsgnetConfig config, Path root, Path annotations, Split split, Map<String, String> overrides) {

    /** The fact of jobs whose scan is native code. Those whose scan is nodes of its graphs, as in earlier versions, have none. */
    public static final String NATIVE_SCAN = "native scan";

    /** Copies the keys. */
    public GroundingIdentity {
        overrides = Map.copyOf(overrides);
    }

    /** With the bundle that answers. The provider and the form of the scan, known only when it is open, are for the caller to add. */
    public JobIdentity of(Path bundle, RankingOptions ranking) {
        return data().withFile("bundle", bundle.resolve(Manifest.FILE)).with("ranking", ranking);
    }

    /** The data alone, for jobs that make their bundles themselves. */
    public JobIdentity data() {
        DatasetConfig stores = config.dataset();
        JobIdentity identity = new JobIdentity()
                .withFile("config", config.file())
                .withHere("data root", root)
                .withFile("annotations", annotations)
                .withStore(
                        "text features", split == Split.TRAIN ? stores.trainTextFeatures() : stores.valTextFeatures())
                .withData(stores)
                .with("split", split);
        return overrides.isEmpty() ? identity : identity.with("--set", new TreeMap<>(overrides));
    }

    /** Adds the form of the scan, which decides the last digits of the answers. */
    public static JobIdentity withScan(JobIdentity identity, boolean nativeScan) {
        return nativeScan ? identity.with(NATIVE_SCAN, true) : identity;
    }
}
