package io.github.osgnet4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lines of {@code metrics.jsonl}, one JSON object each, with the step it belongs to. */
final class MetricsFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;

    private MetricsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file; lines of steps from {@code firstStep} on, which will be done again, are dropped.
     *
     * @param validate whether the validation before that step will be done again too
     */
    static MetricsFile open(Path file, long firstStep, boolean validate) {
        try {
            List<JsonNode> kept = new ArrayList<>();
            if (Files.exists(file)) {
                // Not decoded strictly: what is no UTF-8 is no line of ours.
                for (String line :
                        new String(Files.readAllBytes(InputFile.regular(file)), StandardCharsets.UTF_8).split("\n")) {
                    JsonNode node = parse(line);
                    long step = node.path("step").asLong(Long.MAX_VALUE);
                    boolean validation = node.path("kind").asText().equals("validation");
                    if (step < firstStep && !(validate && validation && step == firstStep - 1)) {
                        kept.add(node);
                    }
                }
                FileReplacement.write(file, out -> {
                    for (JsonNode node : kept) {
                        out.write(text(node).getBytes(StandardCharsets.UTF_8));
                    }
                });
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new MetricsFile(file, channel);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The last line of a killed run may be half written. */
    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static String text(JsonNode node) throws JsonProcessingException {
        return JSON.writeValueAsString(node) + "\n";
    }

    void add(Map<String, ?> values) {
        JsonNode node = JSON.valueToTree(values);
        try {
            channel.write(ByteBuffer.wrap(text(node).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Makes sure that all lines survive the machine. */
    void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
