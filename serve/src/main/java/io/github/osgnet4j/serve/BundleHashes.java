package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the bundles of a model were when they were opened: the SHA-256 of their manifests, which hold those of all files. */
final class BundleHashes {

    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    /** Takes note of a bundle that answers from now on. */
    void note(Path folder) {
        hashes.put(folder, of(folder));
    }

    /** The hash of a bundle that answers or has answered, by its folder. */
    String get(Path folder) {
        return hashes.computeIfAbsent(folder, BundleHashes::of);
    }

    /** The hash of any bundle. */
    static String of(Path folder) {
        return Fingerprint.file(folder.resolve(Manifest.FILE));
    }
}
