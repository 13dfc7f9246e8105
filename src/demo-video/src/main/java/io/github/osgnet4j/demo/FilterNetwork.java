package io.github.osgnet4j.demo;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import java.util.List;

/**
 * A video encoder that has learned nothing: how much of each colour there is, edges and corners of what is coloured, and
 * what moves where, over the frames and the whole image, and over the cells of a grid. Takes {@code pixel_values} float32
 * (B, 4, 3, 96, 128), red, green and blue in [0, 1]; gives {@code features} (B, 62).
 */
final class FilterNetwork {

    static final int FRAMES = 4;
    static final int CHANNELS = 62;

    private static final int HEIGHT = StoryWriter.HEIGHT / 2;
    private static final int WIDTH = StoryWriter.WIDTH / 2;
    private static final int ROWS = 2;
    private static final int COLUMNS = 4;

    private final OnnxGraph graph = new OnnxGraph("filters");
    private final Layout layout = new Layout(graph);
    private final Dim batch = Dim.symbol("B");

    private FilterNetwork() {}

    /** The graph. */
    static OnnxGraph graph(long seed) {
        FilterNetwork network = new FilterNetwork();
        network.build(seed);
        return network.graph;
    }

    private void build(long seed) {
        Value video = graph.input(
                "pixel_values",
                ElementType.FLOAT,
                Shape.of(batch, Dim.of(FRAMES), Dim.of(3), Dim.of(2L * HEIGHT), Dim.of(2L * WIDTH)));
        Value images = layout.reshape(video, frames(FRAMES), Dim.of(3), Dim.of(2L * HEIGHT), Dim.of(2L * WIDTH));
        Value colours = relu(conv(
                images,
                "colours",
                FilterBank.COLOURS,
                3,
                FilterBank.COLOUR_SIZE,
                FilterBank.colours(),
                2,
                graph.constant("colour_bias", new long[] {FilterBank.COLOURS}, FilterBank.colourBias())));
        Value coloured = graph.node(Operator.REDUCE_SUM).with("keepdims", 1).of(colours, graph.integers(1));
        Value half = everySecond(coloured);
        int shapes = FilterBank.EDGES + FilterBank.CORNERS;
        Value edges =
                relu(conv(half, "shapes", shapes, 1, FilterBank.SHAPE_SIZE, FilterBank.shapes(seed), 1, Value.ABSENT));
        Value outlines = relu(conv(
                half,
                "outlines",
                FilterBank.OUTLINES,
                1,
                FilterBank.OUTLINE_SIZE,
                FilterBank.outlines(),
                2,
                Value.ABSENT));
        Value features = layout.concat(
                1,
                pooled(colours, FilterBank.COLOURS, FRAMES, 1, 1, 160),
                times(contrast(highest(outlines)), 2),
                times(contrast(pooled(edges, shapes, FRAMES / 2, 1, 1, 100)), 5),
                motion(coloured),
                pooled(coloured, 1, FRAMES, ROWS, COLUMNS, 5));
        graph.output("features", layout.reshape(features, batch, Dim.of(CHANNELS)));
    }

    /** Outlines change slowly: half of the frames tell them. */
    private Value everySecond(Value images) {
        Value pairs = layout.reshape(images, frames(FRAMES / 2), Dim.of(2), Dim.of(HEIGHT), Dim.of(WIDTH));
        return layout.slice(pairs, 1, Dim.of(0), Dim.of(1));
    }

    /** The highest response of each filter anywhere, the mean over the frames: (B, filters). */
    private Value highest(Value responses) {
        Value frames = layout.reshape(
                responses,
                batch,
                Dim.of(FRAMES / 2),
                Dim.of(FilterBank.OUTLINES),
                Dim.of(HEIGHT / 2),
                Dim.of(WIDTH / 2));
        Value highest = graph.node(Operator.REDUCE_MAX).with("keepdims", 0).of(frames, graph.integers(3, 4));
        return graph.node(Operator.REDUCE_MEAN).with("keepdims", 0).of(highest, graph.integers(1));
    }

    /** How much more a filter answers than the others do. */
    private Value contrast(Value responses) {
        Value mean = graph.node(Operator.REDUCE_MEAN).with("keepdims", 1).of(responses, graph.integers(1));
        return graph.apply(Operator.SUB, responses, mean);
    }

    /** Brighter and darker; how much more edges travel to the right and down than back; how much they travel: (B, 6). */
    private Value motion(Value coloured) {
        Value video = layout.reshape(coloured, batch, Dim.of(FRAMES), Dim.of(HEIGHT), Dim.of(WIDTH));
        Value before = layout.slice(video, 1, Dim.of(0), Dim.of(FRAMES - 1));
        Value after = layout.slice(video, 1, Dim.of(1), Dim.of(FRAMES));
        Value change = flat(graph.apply(Operator.SUB, after, before));
        Value mean = flat(times(graph.apply(Operator.ADD, after, before), 0.5f));
        Value gradient = conv(mean, "gradient", 2, 1, FilterBank.SHAPE_SIZE, FilterBank.gradient(), 1, Value.ABSENT);
        Value backwards = graph.apply(Operator.MUL, change, gradient);
        Value changes = layout.concat(1, relu(change), relu(times(change, -1)));
        Value there = pooled(relu(times(backwards, -1)), 2, FRAMES - 1, 1, 1, 500);
        Value back = pooled(relu(backwards), 2, FRAMES - 1, 1, 1, 500);
        return layout.concat(
                1,
                pooled(changes, 2, FRAMES - 1, 1, 1, 400),
                times(graph.apply(Operator.SUB, there, back), 4),
                graph.apply(Operator.ADD, there, back));
    }

    private Value flat(Value perFrame) {
        return layout.reshape(perFrame, frames(FRAMES - 1), Dim.of(1), Dim.of(HEIGHT), Dim.of(WIDTH));
    }

    private Dim frames(int each) {
        return batch.times(each);
    }

    /** The mean over frames and the pixels of each cell, its range compressed: (B, channels * cells). */
    private Value pooled(Value images, int channels, int frames, int rows, int columns, float gain) {
        Value cells = layout.reshape(
                images,
                batch,
                Dim.of(frames),
                Dim.of(channels),
                Dim.of(rows),
                Dim.of(HEIGHT / rows),
                Dim.of(columns),
                Dim.of(WIDTH / columns));
        Value mean = graph.node(Operator.REDUCE_MEAN).with("keepdims", 0).of(cells, graph.integers(1, 4, 6));
        Value root = graph.apply(Operator.SQRT, graph.apply(Operator.MUL, mean, graph.constant(gain)));
        return layout.reshape(root, batch, Dim.of((long) channels * rows * columns));
    }

    private Value conv(
            Value x, String name, int filters, int channels, int size, float[] weights, int stride, Value bias) {
        Value kernel = graph.constant(name, new long[] {filters, channels, size, size}, weights);
        int pad = size / 2;
        List<Value> inputs = bias == Value.ABSENT ? List.of(x, kernel) : List.of(x, kernel, bias);
        return graph.node(Operator.CONV)
                .with("kernel_shape", (long) size, size)
                .with("strides", (long) stride, stride)
                .with("pads", (long) pad, pad, pad, pad)
                .of(inputs.toArray(Value[]::new));
    }

    private Value relu(Value x) {
        return graph.apply(Operator.RELU, x);
    }

    private Value times(Value x, float factor) {
        return graph.apply(Operator.MUL, x, graph.constant(factor));
    }
}
