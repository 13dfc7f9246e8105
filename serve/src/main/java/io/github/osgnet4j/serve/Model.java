package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceStatus;

/**
 * A bundle served under a name.
 *
 * @param name of it
 * @param service that runs it
 * @param clips whether the configured clips fit it
 * @param freeText whether the text encoder fits it
 * @param videoFiles whether the encoders of videos fit it
 */
record Model(String name, GroundingService service, boolean clips, boolean freeText, boolean videoFiles) {

    Manifest manifest() {
        return service.manifest();
    }

    /** Refuses at once what the queue would refuse after its input is read: an overload must cost little. */
    void requirePlace() {
        ServiceStatus status = service.status();
        if (full(status)) {
            throw new ProblemException(
                    ProblemType.QUEUE_FULL,
                    "All " + status.queueCapacity() + " places in the queue of model " + name
                            + " are taken, try again later");
        }
    }

    /** Whether there is no place in the queue. */
    boolean full() {
        return full(service.status());
    }

    private static boolean full(ServiceStatus status) {
        return status.queued() >= status.queueCapacity();
    }

    /** Seconds between two feature steps. */
    double secondsPerStep() {
        return manifest().preprocessing().featStride()
                / manifest().preprocessing().fps();
    }
}
