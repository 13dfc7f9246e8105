package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.Optional;

/** The bundle and the data that come with the project. */
final class Learn {

    static final Path BUNDLE = Path.of(System.getProperty("osgnet.root")).resolve("models/demo");
    static final Path FOLDER = Path.of(System.getProperty("osgnet.golden")).resolve("learn");
    static final Path ANNOTATIONS = FOLDER.resolve("annotations/val.jsonl");
    static final OsgnetConfig CONFIG = OsgnetConfig.load(FOLDER.resolve("config.yaml"), Optional.empty());

    private Learn() {}
}
