package io.github.osgnet4j.train;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.io.FloatWriter;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything a run needs to continue as if it had never stopped, in one safetensors file.
 *
 * @param step steps done
 * @param seed of the run
 * @param <T> where the values are: on the heap those that were read, on the device those that are to be written
 * @param weights of the layout, named {@link #WEIGHTS}
 * @param average their moving average, named {@link #AVERAGE}
 * @param optimizer its running means, named {@link #MEAN} and {@link #VARIANCE}, and how many steps they are of
 * @param normalizers running loss normaliser of each batch of a step
 * @param best the best validation so far, in percent; negative before the first
 */
record RunState<T extends StreamedTensor>(
        long step,
        long seed,
        T weights,
        T average,
        Optimizer.State<T> optimizer,
        List<Double> normalizers,
        double best) {

    static final String WEIGHTS = "weights";
    static final String AVERAGE = "average";
    static final String MEAN = "optimizer.mean";
    static final String VARIANCE = "optimizer.variance";

    private static final String FORMAT = "osgnet4j run 2";
    private static final String HASH = "sha256";

    void write(Path file) {
        List<T> tensors = List.of(weights, average, optimizer.mean(), optimizer.variance());
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("format", FORMAT);
        numbers.put("step", Long.toString(step));
        numbers.put("seed", Long.toString(seed));
        numbers.put("optimizer_steps", joined(optimizer.steps()));
        numbers.put("normalizers", joined(normalizers));
        numbers.put("best", Double.toString(best));
        numbers.put(HASH, hash(numbers, tensors));
        Safetensors.write(file, tensors, numbers);
    }

    /**
     * Reads a state and trusts nothing in it: the hash over all of it must agree, and its numbers must be such as a run
     * has.
     *
     * @throws DataException if the file is no state, damaged, or of another network
     */
    static RunState<NamedTensor> read(Path file, WeightsLayout layout) {
        Safetensors saved = Safetensors.read(file);
        try {
            return read(saved, layout);
        } catch (DataException e) {
            throw e.in(file);
        }
    }

    private static RunState<NamedTensor> read(Safetensors saved, WeightsLayout layout) {
        Map<String, String> numbers = new LinkedHashMap<>(saved.metadata());
        if (!FORMAT.equals(numbers.get("format"))) {
            throw new DataException("expected a checkpoint of a run (" + FORMAT + "), found "
                    + numbers.getOrDefault("format", "another safetensors file"));
        }
        String hash = numbers.remove(HASH);
        if (!hash(numbers, saved.tensors().values()).equals(hash)) {
            throw new DataException("it is damaged: its contents do not have the hash it names");
        }
        long step = whole(numbers.get("step"), "step");
        long seed = whole(numbers.get("seed"), "seed");
        List<Long> updates = updates(numbers, layout);
        double best = real(numbers.get("best"), "best");
        List<Double> normalizers = Arrays.stream(
                        numbers.getOrDefault("normalizers", "").split(" "))
                .map(n -> real(n, "normalizers"))
                .toList();
        require(step > 0, "steps are " + step);
        updates.forEach(n -> require(n >= 0 && n <= step, "steps are " + step + ", the optimizer's " + n));
        require(best >= -1 && best <= 100, "best is " + best + " percent");
        require(normalizers.stream().allMatch(n -> n >= 0), "normalizers are " + normalizers);
        Optimizer.State<NamedTensor> optimizer = new Optimizer.State<>(
                updates, finite(saved, MEAN, layout.size()), finite(saved, VARIANCE, layout.size(), 1));
        for (float value : optimizer.variance().values()) {
            require(value >= 0, VARIANCE + " has the value " + value);
        }
        return new RunState<>(
                step,
                seed,
                finite(saved, WEIGHTS, layout.size()),
                finite(saved, AVERAGE, layout.size()),
                optimizer,
                normalizers,
                best);
    }

    private static void require(boolean sound, String found) {
        if (!sound) {
            throw new DataException("no run has such numbers: " + found);
        }
    }

    /** The optimizer's steps of each parameter. Earlier versions counted those of all, and wrote one number. */
    private static List<Long> updates(Map<String, String> numbers, WeightsLayout layout) {
        String name = "optimizer_steps";
        List<Long> counts = Arrays.stream(numbers.getOrDefault(name, "").split(" "))
                .map(n -> whole(n, name))
                .toList();
        int parameters = layout.slots().size();
        if (counts.size() == parameters) {
            return counts;
        }
        require(counts.size() == 1, counts.size() + " " + name + " for " + parameters + " parameters");
        return Collections.nCopies(parameters, counts.get(0));
    }

    private static String joined(List<?> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private static long whole(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new DataException("'" + name + "' should be a whole number, found " + text, e);
        }
    }

    private static double real(String text, String name) {
        try {
            double value = Double.parseDouble(text);
            require(Double.isFinite(value), name + " is " + text);
            return value;
        } catch (NumberFormatException | NullPointerException e) {
            throw new DataException("'" + name + "' should be numbers, found " + text, e);
        }
    }

    /** A tensor that has one of some sizes. */
    private static NamedTensor finite(Safetensors saved, String name, int... sizes) {
        NamedTensor tensor = saved.tensors().get(name);
        if (tensor == null || Arrays.stream(sizes).noneMatch(size -> size == tensor.values().length)) {
            throw new DataException("'" + name + "' should have " + sizes[0] + " values, found "
                    + (tensor == null ? "none" : tensor.values().length)
                    + "; was the run started with another config?");
        }
        for (float value : tensor.values()) {
            require(Float.isFinite(value), name + " has the value " + value);
        }
        return tensor;
    }

    /** SHA-256 over names and values, in their order. */
    private static String hash(Map<String, String> numbers, Collection<? extends StreamedTensor> tensors) {
        MessageDigest digest = Fingerprint.sha256();
        numbers.forEach((name, value) -> digest.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (StreamedTensor tensor : tensors) {
                String head = tensor.name() + " " + NamedTensor.elements(tensor.shape()) + "\n";
                out.write(head.getBytes(StandardCharsets.UTF_8));
                FloatWriter.write(out, tensor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
