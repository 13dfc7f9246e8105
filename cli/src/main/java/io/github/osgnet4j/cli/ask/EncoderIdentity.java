package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.ObjectDetector;
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
        return of(
                List.of(),
                encoders.videos().stream().flatMap(e -> e.files().stream()).toList());
    }

    /** Of what decides the objects that a detector sees. */
    static String of(ObjectDetector detector) {
        return of(detector.labels(), detector.files());
    }

    private static String of(List<String> facts, List<Path> files) {
        List<String> parts = new ArrayList<>(List.of(VERSION));
        parts.addAll(facts);
        for (Path file : files) {
            parts.add(file.getFileName().toString());
            parts.add(Fingerprint.file(file));
        }
        return Fingerprint.of(parts.toArray(String[]::new));
    }
}
