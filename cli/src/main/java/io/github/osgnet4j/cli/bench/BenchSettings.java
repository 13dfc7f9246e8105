package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.runtime.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is measured about a bundle, and how often.
 *
 * @param annotations whose clips, queries and labels are taken; a synthetic clip without
 * @param clips of the annotations at most
 * @param queriesPerClip at most
 * @param steps of the synthetic clip
 * @param objectShare of the steps that show an object, 0 to 1
 * @param objectsPerStep at such a step
 * @param runs rounds of timing; 0 for none
 * @param threads callers for throughput, and threads inside a query asked alone
 * @param fit lengths in steps to which a line is fitted; none if empty
 * @param endurance queries of the run that watches the memory; 0 for none
 * @param traces where the traces stay, if they do
 */
public record BenchSettings(
        Optional<Path> annotations,
        int clips,
        int queriesPerClip,
        int steps,
        double objectShare,
        int objectsPerStep,
        int runs,
        int threads,
        List<Integer> fit,
        int endurance,
        Optional<Path> traces) {

    /** Copies the list. */
    public BenchSettings {
        fit = List.copyOf(fit);
    }

    Workload workload(Manifest manifest) {
        Workload.Objects objects = new Workload.Objects(objectShare, objectsPerStep);
        return annotations
                .map(file -> Workload.annotated(manifest, objects, file, clips, queriesPerClip))
                .orElseGet(() -> Workload.synthetic(manifest, objects, steps, queriesPerClip));
    }

    Workload workload(Manifest manifest, int ofSteps, int queries) {
        return Workload.synthetic(manifest, new Workload.Objects(objectShare, objectsPerStep), ofSteps, queries);
    }
}
