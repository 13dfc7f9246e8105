package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The inputs by which graphs are told where the objects of a batch are, read off an index as the plain interpreter takes it. */
final class PlacedObjects {

    private PlacedObjects() {}

    /**
     * In the order of {@link ObjectPlaces}. Padding points at the last of what there is, which must not matter.
     *
     * @param index rows of a table (B, S, O), -1 for none
     * @param rows of the table
     * @param videoSteps T
     */
    static List<Tensor> of(Tensor index, int rows, int videoSteps) {
        int batch = (int) index.shape()[0];
        int steps = (int) index.shape()[1];
        int slots = (int) index.shape()[2];
        float[] numbers = new float[index.values().length];
        float[] stepNumbers = new float[batch * videoSteps];
        List<List<Integer>> places = new ArrayList<>();
        List<List<Integer>> shown = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            List<Integer> of = new ArrayList<>();
            List<Integer> at = new ArrayList<>();
            for (int place = 0; place < steps * slots; place++) {
                boolean there = index.values()[b * steps * slots + place] >= 0;
                numbers[b * steps * slots + place] = there ? of.size() : -1;
                int step = place / slots;
                if (there) {
                    of.add(place);
                    if (step < videoSteps && !at.contains(step)) {
                        at.add(step);
                    }
                }
                if (step < videoSteps) {
                    stepNumbers[b * videoSteps + step] = at.indexOf(step);
                }
            }
            places.add(of);
            shown.add(at);
        }
        Tensor place = padded(places, steps * slots - 1);
        Tensor row = padded(places, rows - 1);
        for (int b = 0; b < batch; b++) {
            for (int n = 0; n < places.get(b).size(); n++) {
                row.values()[b * (int) row.shape()[1] + n] =
                        index.values()[b * steps * slots + places.get(b).get(n)];
            }
        }
        return List.of(
                new Tensor(ElementType.INT64, index.shape(), numbers),
                row,
                place,
                padded(shown, videoSteps - 1),
                new Tensor(ElementType.INT64, new long[] {batch, videoSteps}, stepNumbers));
    }

    private static Tensor padded(List<List<Integer>> samples, int with) {
        int most = Math.max(1, samples.stream().mapToInt(List::size).max().orElseThrow());
        float[] values = new float[samples.size() * most];
        Arrays.fill(values, with);
        for (int b = 0; b < samples.size(); b++) {
            for (int i = 0; i < samples.get(b).size(); i++) {
                values[b * most + i] = samples.get(b).get(i);
            }
        }
        return new Tensor(ElementType.INT64, new long[] {samples.size(), most}, values);
    }
}
