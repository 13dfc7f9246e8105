package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.GrounderOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The bundle of a command and what runs it. */
final class RuntimeOptions {

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "BUNDLE",
            description = "Folder that 'osgnet export' wrote.")
    private Path model;

    @Mixin
    private DeviceOptions device;

    Path model() {
        return model;
    }

    /** What to open a bundle with, for so many threads inside one operation; 0 for all processors. */
    GrounderOptions options(int intraOpThreads) {
        return device.options(intraOpThreads);
    }
}
