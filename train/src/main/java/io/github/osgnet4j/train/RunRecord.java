package io.github.osgnet4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run in {@code run.json}.
 *
 * @param overrides keys of the config that were set otherwise
 * @param identity everything that determines its results
 * @param complete steps of the run whose results are all written, the last thing a run does; 0 before
 */
record RunRecord(Map<String, String> overrides, Map<String, String> identity, long complete) {

    private static final String FORMAT = "osgnet4j run 2";
    private static final int MAX_BYTES = 1 << 24;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /**
     * The record of a folder, if there is one.
     *
     * @throws TrainException if it cannot be read
     */
    static Optional<RunRecord> of(Path folder) {
        Path file = file(folder);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new TrainException(file + ": expected a record of a run, found " + Files.size(file) + " bytes");
            }
            JsonNode node = JSON.readTree(Files.readString(file));
            if (!FORMAT.equals(node.path("format").asText())) {
                throw damaged(file, "its format is '" + node.path("format").asText() + "'", null);
            }
            return Optional.of(new RunRecord(
                    JSON.convertValue(node.required("overrides"), TEXTS),
                    RunIdentity.completed(JSON.convertValue(node.required("identity"), TEXTS)),
                    node.required("complete").asLong()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(file, "it is no such JSON", e);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static TrainException damaged(Path file, String found, @Nullable Exception cause) {
        return new TrainException(
                file + ": expected the record of a run (" + FORMAT + "), but " + found
                        + "; start a new run in another folder, from these weights with --init if you like",
                cause);
    }

    private static Path file(Path folder) {
        return folder.resolve("run.json");
    }

    RunRecord withComplete(long steps) {
        return new RunRecord(overrides, identity, steps);
    }

    void write(Path folder) {
        ObjectNode node = JSON.createObjectNode().put("format", FORMAT);
        node.set("overrides", JSON.valueToTree(overrides));
        node.set("identity", JSON.valueToTree(identity));
        node.put("complete", complete);
        FileReplacement.write(
                file(folder),
                out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node)));
    }
}
