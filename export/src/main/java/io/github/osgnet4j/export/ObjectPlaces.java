package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;

/**
 * The positions of the objects of a batch as inputs of a graph, so that the shapes inside it follow from the shapes of
 * its inputs. Each sample's objects are numbered from 0, step by step and within a step slot by slot. What is behind
 * the last of a sample is padding, with any number that the axis has.
 *
 * @param numbers the number of the object at a step and slot, -1 for none, (B, S, O)
 * @param rows which row of the table each object is, (B, N)
 * @param places step times O plus slot of each object, (B, N)
 * @param steps the steps of the video that show an object, (B, M)
 * @param stepNumbers of each step of the video its number among those, -1 for none of them, (B, T)
 */
record ObjectPlaces(Value numbers, Value rows, Value places, Value steps, Value stepNumbers) {

    private static final Dim MOST = Dim.symbol("N");
    private static final Dim MOST_STEPS = Dim.symbol("M");

    /**
     * Declares the inputs.
     *
     * @param batch B
     * @param given S
     * @param slots O
     * @param steps T
     */
    static ObjectPlaces inputs(OnnxGraph graph, Dim batch, Dim given, Dim slots, Dim steps) {
        return new ObjectPlaces(
                integers(graph, "object_numbers", batch, given, slots),
                integers(graph, "object_rows", batch, MOST),
                integers(graph, "object_places", batch, MOST),
                integers(graph, "object_steps", batch, MOST_STEPS),
                integers(graph, "step_numbers", batch, steps));
    }

    private static Value integers(OnnxGraph graph, String name, Dim... dims) {
        return graph.input(name, ElementType.INT64, Shape.of(dims));
    }
}
