package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Products;
import io.github.osgnet4j.cli.bench.BenchResult.Profile;
import java.util.stream.IntStream;

/**
 * Work over what the machine's matrix products would do in the same time, round by round.
 *
 * @param queryAlone with its video's encoding, against all threads inside one product
 * @param queryOfClip a query in throughput with its share of the encoding, against a product on each caller
 */
record Efficiency(Series queryAlone, Series queryOfClip) {

    /** What float32 is to reach on a CPU. */
    static final double GOAL_ALONE = 0.75;
    /** What float32 is to reach in throughput on a CPU. */
    static final double GOAL_OF_CLIP = 0.85;

    /**
     * The efficiency of queries like the one that was traced.
     *
     * @param queries of the clip
     */
    static Efficiency of(Profile work, Products products, int queries) {
        double alone = work.encodeOperations() + work.queryOperations();
        double ofClip = work.encodeOperations() / queries + work.queryOperations();
        double[] encode = products.encode().values();
        double[] query = products.queryAlone().values();
        return new Efficiency(
                new Series(IntStream.range(0, encode.length)
                        .mapToDouble(i -> alone / MatrixProduct.OPERATIONS / (encode[i] + query[i]))
                        .toArray()),
                new Series(IntStream.range(0, encode.length)
                        .mapToDouble(i -> ofClip
                                / MatrixProduct.OPERATIONS
                                / products.queryOfClipOfCallers().values()[i])
                        .toArray()));
    }
}
