package io.github.osgnet4j.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.osgnet4j.export.onnx.OnnxModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the two encoders as folders that {@code osgnet encode} and {@code osgnet prepare text} take. */
final class EncoderFolders {

    private static final String MINILM = "/all-minilm-l6-v2-q";
    private static final long FILTER_SEED = 7;

    private EncoderFolders() {}

    /** The filters, which look at {@link VideoRenderer#FPS} frames a second. */
    static void video(Path folder) throws IOException {
        Files.createDirectories(folder);
        new OnnxModel(FilterNetwork.graph(FILTER_SEED), "osgnet4j", "", Map.of())
                .write(folder.resolve("model.onnx"), OnnxModel.LARGEST_FILE);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", "video");
        settings.put("description", "Fixed filters for colours, outlines and motion over a grid");
        settings.put("model", "model.onnx");
        settings.put("input", "pixel_values");
        settings.put("layout", "BTCHW");
        settings.put("frames", FilterNetwork.FRAMES);
        settings.put("sample_fps", VideoRenderer.FPS);
        settings.put("pick", "interval_middle");
        settings.put("stride_seconds", 1.0);
        settings.put("transform", List.of(Map.of("resize", List.of(StoryWriter.HEIGHT, StoryWriter.WIDTH))));
        settings.put("mean", List.of(0, 0, 0));
        settings.put("std", List.of(1, 1, 1));
        settings.put("output", "features");
        settings.put("channels", FilterNetwork.CHANNELS);
        write(folder, settings);
    }

    /** MiniLM, as it is published for Java. */
    static void text(Path folder) throws IOException {
        Files.createDirectories(folder);
        copy(MINILM + ".onnx", folder.resolve("model.onnx"));
        copy(MINILM + "-tokenizer.json", folder.resolve("tokenizer.json"));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", "text");
        settings.put("description", "all-MiniLM-L6-v2, quantised");
        settings.put("model", "model.onnx");
        settings.put("output", "last_hidden_state");
        write(folder, settings);
    }

    private static void copy(String resource, Path file) throws IOException {
        try (InputStream in = EncoderFolders.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("The text encoder is not on the class path: " + resource);
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(Path folder, Map<String, Object> settings) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(folder.resolve("encoder.json"), json.writeValueAsString(settings) + System.lineSeparator());
    }
}
