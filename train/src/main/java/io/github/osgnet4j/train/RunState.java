package io.github.osgnet4j.train;

import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that a run must know to go on as if it had never stopped; one safetensors file.
 *
 * @param step steps done
 * @param seed of the run
 * @param weights of the layout
 * @param average their moving average
 * @param optimizer its running means
 * @param normalizers running loss normaliser of each batch of a step
 * @param best the best validation so far, in percent; negative before the first
 */
record RunState(
        long step,
        long seed,
        float[] weights,
        float[] average,
        Optimizer.State optimizer,
        List<Double> normalizers,
        double best) {

    private static final String FORMAT = "osgnet4j run 1";

    void write(Path file) {
        List<NamedTensor> tensors = new ArrayList<>();
        tensors.add(flat("weights", weights));
        tensors.add(flat("average", average));
        tensors.add(flat("optimizer.mean", optimizer.mean()));
        tensors.add(flat("optimizer.variance", optimizer.variance()));
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("format", FORMAT);
        numbers.put("step", Long.toString(step));
        numbers.put("seed", Long.toString(seed));
        numbers.put("optimizer_steps", Long.toString(optimizer.steps()));
        numbers.put(
                "normalizers", normalizers.stream().map(n -> Double.toString(n)).collect(Collectors.joining(" ")));
        numbers.put("best", Double.toString(best));
        Safetensors.write(file, tensors, numbers);
    }

    static RunState read(Path file, WeightsLayout layout) {
        Safetensors saved = Safetensors.read(file);
        Map<String, String> numbers = saved.metadata();
        if (!FORMAT.equals(numbers.get("format"))) {
            throw new TrainException(file + ": expected a checkpoint of a run (" + FORMAT + "), found "
                    + numbers.getOrDefault("format", "another safetensors file"));
        }
        return new RunState(
                Long.parseLong(numbers.get("step")),
                Long.parseLong(numbers.get("seed")),
                flat(file, saved, "weights", layout.size()),
                flat(file, saved, "average", layout.size()),
                new Optimizer.State(
                        Long.parseLong(numbers.get("optimizer_steps")),
                        flat(file, saved, "optimizer.mean", layout.size()),
                        saved.tensors().get("optimizer.variance").values()),
                Arrays.stream(numbers.get("normalizers").split(" "))
                        .map(Double::valueOf)
                        .toList(),
                Double.parseDouble(numbers.get("best")));
    }

    private static NamedTensor flat(String name, float[] values) {
        return new NamedTensor(name, new long[] {values.length}, values);
    }

    private static float[] flat(Path file, Safetensors saved, String name, int size) {
        NamedTensor tensor = saved.tensors().get(name);
        if (tensor == null || tensor.values().length != size) {
            throw new TrainException(file + ": '" + name + "' should have " + size + " values, found "
                    + (tensor == null ? "none" : tensor.values().length)
                    + "; was the run started with another config?");
        }
        return tensor.values();
    }
}
