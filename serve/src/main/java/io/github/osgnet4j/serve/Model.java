package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.GroundingService;
import io.github.osgnet4j.runtime.Manifest;

/**
 * A bundle that answers under a name.
 *
 * @param name of it
 * @param service that runs it
 * @param clips whether the configured clips fit it
 * @param freeText whether the text encoder fits it
 */
record Model(String name, GroundingService service, boolean clips, boolean freeText) {

    Manifest manifest() {
        return service.manifest();
    }

    /** Seconds between two feature steps. */
    double secondsPerStep() {
        return manifest().preprocessing().featStride()
                / manifest().preprocessing().fps();
    }
}
