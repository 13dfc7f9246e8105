package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;

/**
 * A bundle as every machine finds it: by its path, or among what {@code --archives} has unpacked for the job.
 *
 * @param model path, or the name behind the {@code #} of {@code --archives}
 * @param path where the driver would look for it; other machines have other working folders
 * @param hash of its manifest, which has those of all other files
 */
record BundleOnMachine(String model, String path, String hash) implements Serializable {

    private static final PerJvm<Key, Grounder> GROUNDERS = new PerJvm<>();

    /** What makes a grounder another one. */
    private record Key(String hash, Provider provider, int threads) {}

    /**
     * The bundle that this machine finds.
     *
     * @throws SparkJobException if there is none
     */
    static BundleOnMachine find(String model) {
        String hash = Fingerprint.file(folder(model).resolve(Manifest.FILE));
        return new BundleOnMachine(
                model, Path.of(model).toAbsolutePath().normalize().toString(), hash);
    }

    /** The folder on this machine. */
    static Path folder(String model) {
        List<Path> places =
                Stream.of(model, SparkFiles.get(model)).map(Path::of).toList();
        try {
            for (Path place : places) {
                if (Files.isRegularFile(place.resolve(Manifest.FILE))) {
                    return place;
                }
                // A zip of the folder itself, not of what is in it.
                Path inner = place.resolve(String.valueOf(place.getFileName()));
                if (Files.isRegularFile(inner.resolve(Manifest.FILE))) {
                    return inner;
                }
            }
        } catch (InvalidPathException e) {
            throw new SparkJobException("'" + model + "' is not a path: " + e.getReason(), e);
        }
        throw new SparkJobException("There is no bundle " + model + " on machine " + Machine.name()
                + "; give a path that all machines see, or hand out a zip of the bundle: --archives bundle.zip#bundle"
                + " for spark-submit, --model bundle for the job");
    }

    /** The grounder of this JVM, opened by the first task that asks. */
    PerJvm<?, Grounder>.Lease grounder(Provider provider, int threads) {
        return GROUNDERS.lease(new Key(hash, provider, threads), () -> open(provider, threads));
    }

    private Grounder open(Provider provider, int threads) {
        Path shared = Path.of(path);
        Path folder = Files.isRegularFile(shared.resolve(Manifest.FILE)) ? shared : folder(model);
        String found = Fingerprint.file(folder.resolve(Manifest.FILE));
        if (!found.equals(hash)) {
            throw new SparkJobException("Bundle " + folder + " on machine " + Machine.name() + " is another one ("
                    + found + ") than that of the job (" + hash + "); give all machines the same");
        }
        return Grounder.open(
                folder, GrounderOptions.defaults().withProvider(provider).withIntraOpThreads(threads));
    }

    /** Frees the memory of bundles that no task uses. */
    static void closeIdle() {
        GROUNDERS.closeIdle();
    }
}
