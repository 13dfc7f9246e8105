package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.serve.Fit;
import java.nio.file.Path;

/** Whether the data a config describes is what a bundle was made for: the server's rule, as an error of a command. */
final class Compatibility {

    private Compatibility() {}

    /**
     * Refuses a config that does not fit.
     *
     * @throws CommandException naming what differs
     */
    static void check(Manifest manifest, OsgnetConfig config, Path bundle) {
        new Fit(manifest, config).obstacle().ifPresent(obstacle -> {
            throw new CommandException("Bundle " + bundle + " and config " + config.file() + " do not go together: "
                    + obstacle + "; " + Fit.REMEDY);
        });
    }
}
