package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.VideoEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What tells the features of some encoders from those of others. */
final class EncoderIdentity {

    /** Changes when the same encoder gives other features. */
    private static final String VERSION = "1";

    private EncoderIdentity() {}

    /** Of the files of the video encoders that decide their features, wherever their folders are. */
    static String of(Encoders encoders) {
        List<String> parts = new ArrayList<>(List.of(VERSION));
        for (VideoEncoder encoder : encoders.videos()) {
            for (Path file : encoder.files()) {
                parts.add(file.getFileName().toString());
                parts.add(Fingerprint.file(file));
            }
        }
        return Fingerprint.of(parts.toArray(String[]::new));
    }
}
