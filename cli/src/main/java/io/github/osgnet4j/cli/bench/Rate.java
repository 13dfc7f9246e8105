package io.github.osgnet4j.cli.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A kind of matrix product as the unit of times: its rate is measured right before and after what is timed. */
final class Rate {

    private final MatrixProduct product;
    private final Map<Figure, List<Double>> figures = new EnumMap<>(Figure.class);

    private enum Figure {
        ONE,
        ALL,
        CALLERS,
        ENCODE,
        QUERY,
        OF_CLIP,
        OF_CLIP_OF_CALLERS
    }

    Rate(MatrixProduct product) {
        this.product = product;
    }

    void warmUp() {
        product.one();
        product.all();
        product.callers();
    }

    void measureOne() {
        add(Figure.ONE, product.one());
    }

    /** The rate of all threads inside one product. */
    double all() {
        double rate = product.all();
        add(Figure.ALL, rate);
        return rate;
    }

    /** The rate of all callers at once. */
    double callers() {
        double rate = product.callers();
        add(Figure.CALLERS, rate);
        return rate;
    }

    /** A query alone between two rates of all threads. */
    void alone(double encode, double query, double before, double after) {
        add(Figure.ENCODE, products(encode, before, after));
        add(Figure.QUERY, products(query, before, after));
    }

    /** An average query in throughput. */
    void ofClip(double seconds, double before, double after, double callersBefore, double callersAfter) {
        add(Figure.OF_CLIP, products(seconds, before, after));
        add(Figure.OF_CLIP_OF_CALLERS, products(seconds, callersBefore, callersAfter));
    }

    /** The products that a machine of the mean of two rates makes meanwhile. */
    private static double products(double seconds, double before, double after) {
        return seconds * (before + after) / 2 / MatrixProduct.OPERATIONS;
    }

    BenchResult.Rates rates() {
        return new BenchResult.Rates(series(Figure.ONE), series(Figure.ALL), series(Figure.CALLERS));
    }

    BenchResult.Products products() {
        return new BenchResult.Products(
                series(Figure.ENCODE), series(Figure.QUERY), series(Figure.OF_CLIP), series(Figure.OF_CLIP_OF_CALLERS));
    }

    private void add(Figure figure, double value) {
        figures.computeIfAbsent(figure, f -> new ArrayList<>()).add(value);
    }

    private Series series(Figure figure) {
        return Series.of(figures.get(figure));
    }
}
