package io.github.osgnet4j.runtime.gpu;

import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The sizes of the query graph's inputs that one TensorRT engine serves. Videos are grouped into buckets by their
 * steps, each twice as long as the previous one. Within a bucket every length runs unpadded, so no result changes. All
 * other axes have the same range in each bucket.
 *
 * @param axes by the symbol of an axis
 */
record ShapeProfile(Map<String, Range> axes) {

    /** The longest video of the smallest bucket. */
    static final int SMALLEST_BUCKET = 512;

    private static final String STEPS = "T";
    private static final String GIVEN_STEPS = "S";
    private static final int USUAL_TOKENS = 16;
    private static final int USUAL_OBJECTS = 4;
    private static final int USUAL_ROWS = 64;
    /** One step in so many shows an object. */
    private static final int USUAL_SHARE = 4;

    /** Sizes of an axis: the least and the most, and the one to be fastest at. */
    record Range(long min, long opt, long max) {

        boolean holds(long size) {
            return size >= min && size <= max;
        }
    }

    ShapeProfile {
        axes = Map.copyOf(axes);
    }

    /** The most steps in the bucket of a video. */
    static int bucket(int steps) {
        int end = SMALLEST_BUCKET;
        while (end < steps && end <= Integer.MAX_VALUE / 2) {
            end *= 2;
        }
        return Math.max(end, steps);
    }

    /** The profile for videos as long as one of these steps, with up to so many queries at once. */
    static ShapeProfile of(int steps, int batch, Dimensions dimensions, EngineLimits limits) {
        int last = bucket(steps);
        int first = last == SMALLEST_BUCKET ? 1 : last / 2 + 1;
        int padded = dimensions.paddedLength(last);
        Map<String, Range> axes = new TreeMap<>();
        axes.put("V", new Range(1, 1, 1));
        axes.put("B", new Range(1, batch, batch));
        axes.put(STEPS, new Range(first, last, last));
        axes.put(GIVEN_STEPS, new Range(first, dimensions.graphSteps(last), padded));
        axes.put("L", upTo(limits.tokens(), USUAL_TOKENS));
        axes.put("O", upTo(limits.objects(), USUAL_OBJECTS));
        axes.put("K", upTo(limits.objectRows(), USUAL_ROWS));
        axes.put("N", new Range(1, last / USUAL_SHARE, (long) limits.objects() * padded));
        axes.put("M", new Range(1, last / USUAL_SHARE, last));
        return new ShapeProfile(axes);
    }

    private static Range upTo(int most, int usual) {
        return new Range(1, Math.min(usual, most), most);
    }

    /** The steps of a video, from the sizes of the query graph's axes. */
    static Optional<Integer> steps(Map<String, Long> sizes) {
        return Optional.ofNullable(sizes.getOrDefault(STEPS, sizes.get(GIVEN_STEPS)))
                .map(Math::toIntExact);
    }

    /** Whether an engine of this profile takes inputs of these sizes. */
    boolean covers(Map<String, Long> sizes) {
        return sizes.entrySet().stream()
                .allMatch(e ->
                        axes.containsKey(e.getKey()) && axes.get(e.getKey()).holds(e.getValue()));
    }

    /**
     * The options that say so to TensorRT.
     *
     * @param inputs by name, the axes of each: a number or a symbol
     * @throws IllegalArgumentException if an axis has a symbol without range
     */
    Map<String, String> options(Map<String, List<String>> inputs) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("trt_profile_min_shapes", shapes(inputs, Range::min));
        options.put("trt_profile_opt_shapes", shapes(inputs, Range::opt));
        options.put("trt_profile_max_shapes", shapes(inputs, Range::max));
        return options;
    }

    private String shapes(Map<String, List<String>> inputs, ToLongFunction<Range> size) {
        return new TreeMap<>(inputs)
                .entrySet().stream()
                        .map(e -> e.getKey() + ":"
                                + e.getValue().stream()
                                        .map(axis -> size(e.getKey(), axis, size))
                                        .collect(Collectors.joining("x")))
                        .collect(Collectors.joining(","));
    }

    private String size(String input, String axis, ToLongFunction<Range> size) {
        if (axis.matches("\\d+")) {
            return axis;
        }
        Range range = axes.get(axis);
        if (range == null) {
            throw new IllegalArgumentException(
                    "input '" + input + "' has the axis '" + axis + "', for which no range is known");
        }
        return Long.toString(size.applyAsLong(range));
    }

    /** What tells it from other profiles, as a folder may be named. */
    String name() {
        return Arrays.asList(STEPS, "B", "L", "O", "K").stream()
                .map(axis -> axis + axes.get(axis).max())
                .collect(Collectors.joining("-"));
    }
}
