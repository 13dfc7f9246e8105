package io.github.osgnet4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What an output may not be. */
public final class Outputs {

    /** Endings that promise a format. */
    private static final List<String> ENDINGS = List.of(
            ".json",
            ".jsonl",
            ".zip",
            ".npz",
            ".npy",
            ".safetensors",
            ".pth",
            ".pt",
            ".tar",
            ".bin",
            ".onnx",
            ".html",
            ".yaml",
            ".yml",
            ".csv",
            ".png",
            ".gz");

    private Outputs() {}

    /**
     * Finds out before the work that a file can be written, in the format its name promises.
     *
     * @param ending of the format; a name that promises no format will do too
     * @throws CommandException if the name promises another format, or is a folder's
     * @throws io.github.osgnet4j.data.DataException if it cannot be written
     */
    public static void prepare(Path output, String ending) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(ending)) {
            ENDINGS.stream().filter(name::endsWith).findFirst().ifPresent(other -> {
                throw new CommandException(
                        output + " is named as " + other + ", but this command writes " + ending + "; name it so");
            });
        }
        if (Files.isDirectory(output)) {
            throw new CommandException(output + " is a folder; give the file to write");
        }
        FileReplacement.prepare(output);
    }

    /** Writes indented JSON. */
    public static void writeJson(Path output, JsonNode json) {
        FileReplacement.write(output, out -> out.write(json.toPrettyString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Deletes a folder of ours with all that is in it. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
