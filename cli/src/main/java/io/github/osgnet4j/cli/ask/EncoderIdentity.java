package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.VideoEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What tells the features of some encoders from those of others. */
final class EncoderIdentity {

    /** Changes when the same encoder gives other features. */
    private static final String VERSION = "1";

    private EncoderIdentity() {}

    /** Of the contents of all files of the video encoders, wherever their folders are. */
    static String of(Encoders encoders) {
        List<String> parts = new ArrayList<>(List.of(VERSION));
        for (VideoEncoder encoder : encoders.videos()) {
            for (Path file : files(encoder.folder())) {
                parts.add(file.getFileName().toString());
                parts.add(Fingerprint.file(file));
            }
        }
        return Fingerprint.of(parts.toArray(String[]::new));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
