package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.runtime.Provider;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a benchmark found out. Seconds, bytes, FLOP and FLOP/s throughout.
 *
 * @param counts empty if nothing was traced
 * @param times empty if nothing was timed
 * @param fit empty if no line was asked for
 * @param endurance empty if no long run was asked for
 */
public record BenchResult(
        Setup setup,
        Memory memory,
        Optional<Counts> counts,
        Optional<Times> times,
        Optional<Growth> fit,
        Optional<Endurance> endurance) {

    /**
     * Where and on what it was measured.
     *
     * @param queriesWithObjects of all queries, those that see an object
     */
    record Setup(
            String bundle,
            String provider,
            int threads,
            int processors,
            String onnxRuntime,
            String java,
            int clips,
            int longestClip,
            int queries,
            int queriesWithObjects,
            double objectShare,
            int objectsPerStep) {

        /** Whether the times are those of the processor that the matrix product and the traces ran on. */
        boolean comparable() {
            return provider.equals(Provider.CPU.name());
        }
    }

    /**
     * The work of a query, two ways, and where its time went in the traced runs.
     *
     * @param alone a query with its video's encoding
     * @param aloneQuery the same without the encoding
     * @param ofClip an average query of the clips, with its share of the encodings
     * @param officialAlone what the official code does for the first
     * @param officialOfClip what the official code does for an average query
     */
    record Counts(Profile alone, Work aloneQuery, Profile ofClip, Work officialAlone, Work officialOfClip) {}

    /**
     * Resident memory of the process.
     *
     * @param before with the JVM up and the features made, nothing opened
     * @param opened with the bundle opened once
     * @param peak after the callers were answered at the same time
     */
    record Memory(OptionalLong before, OptionalLong opened, OptionalLong peak) {}

    /**
     * What was timed, a value per round.
     *
     * @param one FLOP/s of a matrix product on one thread
     * @param all FLOP/s with all threads inside one product
     * @param callers FLOP/s with a product on each thread
     * @param open the bundle
     * @param encode a video alone, all threads inside
     * @param query alone, all threads inside
     * @param ranking of a query, on one thread
     * @param ofClip an average query in throughput: one thread inside, all callers at once, encoding included
     * @param queryEfficiency share of {@code all} that the query alone reached in its round
     * @param firstEfficiency the same with its encoding
     * @param clipEfficiency share of {@code all} in throughput
     * @param clipEfficiencyOfCallers share of {@code callers} in throughput
     */
    record Times(
            Series one,
            Series all,
            Series callers,
            Series open,
            Series encode,
            Series query,
            Series ranking,
            Series ofClip,
            Series queryEfficiency,
            Series firstEfficiency,
            Series clipEfficiency,
            Series clipEfficiencyOfCallers) {}

    /**
     * How time grows with a video's length.
     *
     * @param encode seconds over steps
     * @param query seconds over steps
     */
    record Growth(List<Length> lengths, LinearFit encode, LinearFit query) {}

    /** The times at one length. */
    record Length(int steps, Series encode, Series query, OptionalLong resident) {}

    /**
     * A long run.
     *
     * @param samples the memory now and then
     * @param bytesPerQuery slope of the resident memory over the second half of the run
     * @param queriesPerSecond over the whole run
     * @param peak resident memory at most, in bytes
     */
    record Endurance(List<Sample> samples, double bytesPerQuery, double queriesPerSecond, OptionalLong peak) {}

    /** Memory after some queries: resident, and the part of it that live Java objects take. */
    record Sample(int queries, long resident, long heap) {}
}
