package io.github.osgnet4j.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory of this process as Linux counts it. */
final class Resident {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Resident() {}

    /** Bytes in memory now; 0 where the system does not tell. */
    static long now() {
        return field("VmRSS:");
    }

    /** Bytes in memory at most since the process began; 0 where the system does not tell. */
    static long peak() {
        return field("VmHWM:");
    }

    private static long field(String name) {
        try {
            return Files.isReadable(STATUS) ? parse(Files.readAllLines(STATUS), name) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** {@code VmRSS:     1234 kB} */
    static long parse(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+"))
                .filter(words -> words.length == 2 && words[1].equals("kB"))
                .mapToLong(words -> Long.parseLong(words[0]) * 1024)
                .findFirst()
                .orElse(0);
    }
}
