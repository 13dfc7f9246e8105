package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Inputs of an encoder with their expected features: {@code samples.json}, and next to it the pixels of frames in
 * {@code samples.bin}, bytes (frames, height, width, 3). The hashes of the other files in the folder are included.
 *
 * @param samples in the order of the file
 * @param tolerance largest |a - b| / (1 + |b|), b expected
 */
record EncoderSamples(Path file, List<Sample> samples, double tolerance) {

    static final String FILE = "samples.json";

    static final String PIXELS = "samples.bin";
    private static final long MOST_JSON_BYTES = 16L << 20;
    private static final long MOST_PIXEL_BYTES = 256L << 20;
    private static final double MOST_TOLERANCE = 0.5;
    private static final int MOST_FRAMES = 1024;
    private static final List<String> SAMPLE_KEYS =
            List.of("name", "text", "frames", "height", "width", "offset", "features");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One input.
     *
     * @param frames of a window; none for a text
     * @param features expected
     */
    record Sample(String name, Optional<String> text, List<Frame> frames, float[] features) {

        static Sample of(String text, float[] features) {
            return new Sample(text, Optional.of(text), List.of(), features);
        }

        static Sample of(List<Frame> frames, float[] features) {
            return new Sample("at " + frames.get(0).seconds() + " s", Optional.empty(), frames, features);
        }
    }

    /**
     * Those of a folder, if it has any, after comparing the hashes.
     *
     * @throws EncoderException if they are damaged, or another file has another hash
     */
    static Optional<EncoderSamples> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        JsonObject json = new JsonObject(file, "", EncoderFile.json(file, MOST_JSON_BYTES));
        json.requireKeys(List.of("files", "tolerance", "samples"));
        requireHashes(folder, json);
        List<Sample> samples = new ArrayList<>();
        byte[] pixels = Files.exists(folder.resolve(PIXELS))
                ? EncoderFile.bytes(folder.resolve(PIXELS), MOST_PIXEL_BYTES)
                : new byte[0];
        for (JsonObject sample : json.objects("samples").orElseThrow(() -> json.missing("samples"))) {
            samples.add(sample(sample, pixels));
        }
        double tolerance = json.positive("tolerance", MOST_TOLERANCE).orElse(BundleVerification.TOLERANCE);
        return Optional.of(new EncoderSamples(file, samples, tolerance));
    }

    private static void requireHashes(Path folder, JsonObject json) {
        JsonObject files = json.object("files").orElseThrow(() -> json.missing("files"));
        files.json().fieldNames().forEachRemaining(name -> {
            Path other = EncoderFile.named(folder, "files", name);
            String expected = files.text(name).orElse("");
            String found = EncoderFile.sha256(other);
            if (!found.equals(expected)) {
                throw new EncoderException(other + " has sha256 " + found + ", " + json.file() + " says "
                        + ForeignText.quoted(expected) + "; damaged or changed, copy the encoder again");
            }
        });
    }

    private static Sample sample(JsonObject json, byte[] pixels) {
        json.requireKeys(SAMPLE_KEYS);
        Optional<String> text = json.text("text");
        return new Sample(
                json.text("name").orElse(text.orElse("sample")),
                text,
                text.isPresent() ? List.of() : frames(json, pixels),
                features(json));
    }

    private static List<Frame> frames(JsonObject json, byte[] pixels) {
        int count = json.whole("frames", 1, MOST_FRAMES).orElseThrow(() -> json.missing("frames"));
        int height = json.whole("height", 1, FrameStep.MOST_PIXELS).orElseThrow(() -> json.missing("height"));
        int width = json.whole("width", 1, FrameStep.MOST_PIXELS).orElseThrow(() -> json.missing("width"));
        int offset = json.whole("offset", 0, Integer.MAX_VALUE).orElse(0);
        int bytes = height * width * Frame.COLOURS;
        if (offset + (long) count * bytes > pixels.length) {
            throw json.wrong(
                    "frames",
                    "frames within the " + pixels.length + " bytes of "
                            + json.file().resolveSibling(PIXELS));
        }
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] rgb = new byte[bytes];
            System.arraycopy(pixels, offset + i * bytes, rgb, 0, bytes);
            frames.add(new Frame(0, width, height, rgb));
        }
        return frames;
    }

    private static float[] features(JsonObject json) {
        JsonNode node = json.find("features").orElseThrow(() -> json.missing("features"));
        float[] features = new float[node.size()];
        for (int i = 0; i < features.length; i++) {
            if (!node.isArray() || !node.get(i).isNumber()) {
                throw json.wrong("features", "an array of numbers");
            }
            features[i] = node.get(i).floatValue();
        }
        return features;
    }

    /** Compares an encoder's output with the expected output. */
    BundleVerification verify(Function<Sample, float[]> encoder) {
        return new BundleVerification(samples.stream()
                .map(sample ->
                        new TensorError(sample.name(), "features", error(sample, encoder.apply(sample)), tolerance))
                .toList());
    }

    private double error(Sample sample, float[] found) {
        if (found.length != sample.features().length) {
            throw wrong(sample, "expects " + sample.features().length + " numbers, the encoder gives " + found.length);
        }
        double most = 0;
        for (int i = 0; i < found.length; i++) {
            double expected = sample.features()[i];
            most = Math.max(most, Math.abs(found[i] - expected) / (1 + Math.abs(expected)));
        }
        return most;
    }

    EncoderException wrong(Sample sample, String problem) {
        return new EncoderException(file + ": sample " + ForeignText.quoted(sample.name()) + " " + problem);
    }

    /** Writes samples into a folder, with the hashes of all its other files. */
    static Path write(Path folder, List<Sample> samples) {
        Path file = folder.resolve(FILE);
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.arrayNode();
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (Sample sample : samples) {
            ObjectNode node = list.addObject().put("name", sample.name());
            sample.text().ifPresent(text -> node.put("text", text));
            if (!sample.frames().isEmpty()) {
                node.put("frames", sample.frames().size())
                        .put("height", sample.frames().get(0).height())
                        .put("width", sample.frames().get(0).width())
                        .put("offset", pixels.size());
                sample.frames().forEach(frame -> pixels.writeBytes(frame.rgb()));
            }
            ArrayNode features = node.putArray("features");
            for (float value : sample.features()) {
                features.add(value);
            }
        }
        try {
            if (pixels.size() > 0) {
                replace(folder.resolve(PIXELS), pixels.toByteArray());
            }
            json.set("files", hashes(folder));
            json.put("tolerance", BundleVerification.TOLERANCE).set("samples", list);
            replace(file, (json + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be written: " + e.getMessage(), e);
        }
        return file;
    }

    private static ObjectNode hashes(Path folder) throws IOException {
        ObjectNode hashes = JSON.createObjectNode();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path other : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = other.getFileName().toString();
                if (!name.equals(FILE) && !name.endsWith(".tmp")) {
                    hashes.put(name, EncoderFile.sha256(other));
                }
            }
        }
        return hashes;
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(FILE + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
