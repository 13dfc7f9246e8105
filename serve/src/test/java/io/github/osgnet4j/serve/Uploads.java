package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.VideoFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Archives as clients send them. */
final class Uploads {

    private Uploads() {}

    static byte[] npz(Map<String, NpyArray> arrays, boolean compressed) {
        try {
            Path file = Files.createTempFile("upload", ".npz");
            try {
                Npz.write(file, arrays, compressed);
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] features(int... shape) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return npz(Map.of("features", new NpyArray(shape, new float[size])), false);
    }

    /** A clip of the demo's store with its objects. */
    static byte[] clip(String id) {
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            VideoFeatures video = dataset.video(id);
            List<int[]> classes = dataset.classes(id).orElseThrow();
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            arrays.put("features", new NpyArray(new int[] {video.steps(), video.channels()}, video.values()));
            arrays.put("objects", objects(classes.subList(0, Math.min(classes.size(), video.steps()))));
            return npz(arrays, true);
        }
    }

    static NpyArray objects(List<int[]> steps) {
        int width = steps.stream().mapToInt(step -> step.length).max().orElse(0);
        float[] values = new float[steps.size() * width];
        Arrays.fill(values, -1);
        for (int t = 0; t < steps.size(); t++) {
            for (int o = 0; o < steps.get(t).length; o++) {
                values[t * width + o] = steps.get(t)[o];
            }
        }
        return new NpyArray(new int[] {steps.size(), width}, values);
    }
}
