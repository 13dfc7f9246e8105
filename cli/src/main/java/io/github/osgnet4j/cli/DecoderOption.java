package io.github.osgnet4j.cli;

import io.github.osgnet4j.encoders.Ffmpeg;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The program that decodes videos; looked for when it is first needed. */
public final class DecoderOption implements Supplier<Ffmpeg> {

    @Option(
            names = "--ffmpeg",
            paramLabel = "FILE",
            description = "Program that decodes videos, with ffprobe beside it (default: the bundled one, or the"
                    + " system's).")
    private Path file;

    private Ffmpeg found;

    /** For the command line. */
    public DecoderOption() {}

    /** The file of the program, if one was given. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    @Override
    public Ffmpeg get() {
        if (found == null) {
            found = file == null ? Ffmpeg.find() : Ffmpeg.at(file);
        }
        return found;
    }
}
