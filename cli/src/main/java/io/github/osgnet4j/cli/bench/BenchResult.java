package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Optional;

/**
 * What a benchmark found out. Seconds, bytes and FLOP/s throughout; 0 bytes where the system does not tell.
 *
 * @param times empty if nothing was timed
 * @param profile empty if no traces were asked for
 * @param efficiency empty unless there are times and a profile of queries that are all alike, on a CPU
 * @param growth empty if no line was asked for
 * @param endurance empty if no long run was asked for
 */
public record BenchResult(
        Setup setup,
        Memory memory,
        Optional<Times> times,
        Optional<Profile> profile,
        Optional<Efficiency> efficiency,
        Optional<Growth> growth,
        Optional<Endurance> endurance) {

    /**
     * Where and on what it was measured.
     *
     * @param precision of the bundle: {@code fp32}, {@code fp16} or {@code int8}
     * @param nativeScan whether the selective scan is native code, and not nodes of the graphs
     * @param queriesWithObjects of all queries, those that see an object
     */
    record Setup(
            String bundle,
            String precision,
            String provider,
            boolean nativeScan,
            int threads,
            int processors,
            String onnxruntime,
            String java,
            int clips,
            int longestClipSteps,
            int queries,
            int queriesWithObjects,
            double objectShare,
            int objectsPerStep) {}

    /**
     * Resident memory of the process.
     *
     * @param beforeBytes with the JVM up and the features made, nothing opened
     * @param openedBytes with the bundle opened once
     * @param peakBytes after the callers were answered at the same time
     */
    @JsonInclude(Include.NON_DEFAULT)
    record Memory(long beforeBytes, long openedBytes, long peakBytes) {}

    /**
     * What was timed, a value per round.
     *
     * @param sgemmFlopsPerSecond the machine's rate for matrix products in float32
     * @param int8OpsPerSecond the same of unsigned by signed bytes, quantised before
     * @param matrixProducts the seconds over those that one matrix product in float32 takes with all threads inside
     * @param int8Products the same of bytes
     */
    record Times(
            Rates sgemmFlopsPerSecond,
            Rates int8OpsPerSecond,
            Seconds seconds,
            Products matrixProducts,
            Products int8Products) {}

    /**
     * Operations a second of a matrix product.
     *
     * @param allThreads inside one product
     * @param callers with a product on each thread
     */
    record Rates(Series oneThread, Series allThreads, Series callers) {}

    /**
     * Times.
     *
     * @param open the bundle
     * @param encode a video alone, all threads inside
     * @param queryAlone all threads inside, ranking included
     * @param ranking of a query, on one thread
     * @param queryOfClip an average query in throughput: one thread inside, all callers at once, encoding included
     */
    record Seconds(Series open, Series encode, Series queryAlone, Series ranking, Series queryOfClip) {}

    /**
     * Times in matrix products, of the rate in the same round.
     *
     * @param queryOfClipOfCallers against the rate of the callers
     */
    record Products(Series encode, Series queryAlone, Series queryOfClip, Series queryOfClipOfCallers) {}

    /**
     * A query alone in ONNX Runtime's traces, on the CPU.
     *
     * @param encodeOperations multiplications and additions of the products and convolutions that encode the video
     * @param queryOperations those of the query
     * @param operators the time of both by operator, most first; a Scan's body is part of it
     */
    record Profile(double encodeOperations, double queryOperations, List<OperatorTime> operators) {}

    /** The nodes of an operator; products inside the body of a Scan are none of them. */
    record OperatorTime(String operator, int nodes, double seconds, double operations) {}

    /** How time grows with a video's length, in seconds over steps. */
    record Growth(List<Length> lengths, LinearFit encode, LinearFit query) {}

    /** The times at one length. */
    record Length(
            int steps,
            Series encodeSeconds,
            Series querySeconds,
            @JsonInclude(Include.NON_DEFAULT) long residentBytes) {}

    /**
     * A long run.
     *
     * @param queriesPerSecond over the whole run
     * @param growthBytesPerQuery slope of the resident memory over the second half of the run
     * @param peakBytes resident memory at most
     * @param samples the memory now and then
     */
    record Endurance(
            double queriesPerSecond,
            double growthBytesPerQuery,
            @JsonInclude(Include.NON_DEFAULT) long peakBytes,
            List<Sample> samples) {}

    /** Memory after some queries: resident, and the part of it that live Java objects take. */
    record Sample(int queries, long residentBytes, long heapBytes) {}
}
