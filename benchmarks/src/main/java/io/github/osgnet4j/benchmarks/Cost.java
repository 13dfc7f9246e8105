package io.github.osgnet4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What something took: seconds by the clock, and seconds of processors. */
record Cost(double seconds, double processorSeconds) {

    /** Seconds of processors that this process has taken so far. */
    static double processorsSoFar() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() * 1e-9;
    }
}
