package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.osgnet4j.scan.ScanLibrary;

/** The native scan that the build has compiled, or has not. */
final class CompiledScan {

    private static final String NONE =
            "when the artifact was built, /usr/bin/cc was not there or could not compile it for this system";

    private CompiledScan() {}

    /** Whether there is one; where {@code -Dosgnet.cc=required} is set there must be. */
    static boolean isThere() {
        boolean there = new ScanLibrary().resource().isPresent();
        if (!there) {
            assertNotEquals("required", System.getProperty("osgnet.cc"), NONE);
        }
        return there;
    }

    /** Skips the test where there is none. */
    static void assume() {
        assumeTrue(isThere(), NONE);
    }
}
