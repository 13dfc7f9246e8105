package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.io.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that decides the results of a long job, by name: numbers and words as they are, data by its fingerprint. A job that
 * stopped may go on only as the job it was.
 */
public final class JobIdentity {

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, Path> places = new LinkedHashMap<>();
    private final Map<String, String> portable = new LinkedHashMap<>();

    /** The same facts, to which others are added than here. */
    public JobIdentity copy() {
        JobIdentity copy = new JobIdentity();
        copy.facts.putAll(facts);
        copy.places.putAll(places);
        copy.portable.putAll(portable);
        return copy;
    }

    /** An option, or another value that can be shown. */
    public JobIdentity with(String name, Object value) {
        portable.put(name, String.valueOf(value));
        return withHere(name, value);
    }

    /** A value that the same job may have otherwise on another machine, as a path of this one. */
    public JobIdentity withHere(String name, Object value) {
        facts.put(name, String.valueOf(value));
        return this;
    }

    /** A file that is read as a whole; it need not exist. */
    public JobIdentity withFile(String name, Path file) {
        return data(name, file, Files.exists(file) ? Fingerprint.file(file) : "none");
    }

    /** What every split of a dataset shares: stores, class embeddings and narrations. */
    public JobIdentity withData(DatasetConfig data) {
        withStore("video features", data.videoFeatures());
        data.objects().ifPresent(objects -> {
            withStore("object features", objects.store());
            objects.classEmbeddings().ifPresent(file -> withFile("class embeddings", file));
        });
        data.narrations().ifPresent(folder -> {
            boolean there = Files.isDirectory(folder);
            portable.put("narrations", there ? Fingerprint.copiedFolder(folder) : "none");
            here("narrations", folder, there ? Fingerprint.folder(folder) : "none");
        });
        data.narrationAnnotations().ifPresent(file -> withFile("narration annotations", file));
        return this;
    }

    /** A feature store. */
    public JobIdentity withStore(String name, Path store) {
        portable.put(name, Fingerprint.copiedStore(store));
        return here(name, store, Fingerprint.store(store));
    }

    private JobIdentity data(String name, Path place, String fingerprint) {
        portable.put(name, fingerprint);
        return here(name, place, fingerprint);
    }

    private JobIdentity here(String name, Path place, String fingerprint) {
        places.put(name, place);
        return withHere(name, fingerprint);
    }

    /** Values and fingerprints by name. */
    public Map<String, String> facts() {
        return Collections.unmodifiableMap(facts);
    }

    /** The facts that are the same on every machine that does the same job with copies of the same data. */
    public Map<String, String> portableFacts() {
        return Collections.unmodifiableMap(portable);
    }

    /** In words, what differs from the facts of another job; empty if it is the same. */
    public List<String> differences(Map<String, String> others) {
        Set<String> names = new LinkedHashSet<>(facts.keySet());
        names.addAll(others.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String now = facts.getOrDefault(name, "none");
            String then = others.getOrDefault(name, "none");
            if (!now.equals(then)) {
                boolean data = places.containsKey(name) && !now.equals("none") && !then.equals("none");
                differences.add(
                        data
                                ? name + " (" + places.get(name) + ") changed since"
                                : name + " was " + then + ", is now " + now);
            }
        }
        return differences;
    }
}
