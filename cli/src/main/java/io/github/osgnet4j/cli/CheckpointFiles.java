package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files with weights that a path stands for: itself, or those in a folder, as the official trainer names them
 * ({@code epoch_010.pth.tar}, {@code model_4_12.5.pth.tar}) and as {@code osgnet train} does ({@code epoch-010.safetensors}).
 */
final class CheckpointFiles {

    private static final List<String> ENDINGS = List.of(".pth.tar", ".pth", ".pt", ".safetensors");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private CheckpointFiles() {}

    /**
     * The files, in the order of the numbers in their names.
     *
     * @throws CommandException if a folder has none
     */
    static List<Path> of(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(fileOrFolder)) {
            files = entries.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream().anyMatch(name(file).toLowerCase(Locale.ROOT)::endsWith))
                    .sorted(Comparator.comparing(CheckpointFiles::padded))
                    .toList();
        } catch (IOException e) {
            throw DataException.unreadable(fileOrFolder, e);
        }
        if (files.isEmpty()) {
            throw new CommandException("The folder " + fileOrFolder + " has no weights; expected files that end in "
                    + String.join(", ", ENDINGS));
        }
        return files;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** The name with its numbers as long as each other, so that epoch 10 follows epoch 9. */
    private static String padded(Path file) {
        Matcher numbers = NUMBER.matcher(name(file));
        return numbers.replaceAll(n -> "0".repeat(Math.max(0, 18 - n.group().length())) + n.group());
    }
}
