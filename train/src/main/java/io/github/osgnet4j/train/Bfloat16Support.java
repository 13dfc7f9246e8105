package io.github.osgnet4j.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether a processor multiplies bfloat16 itself. */
final class Bfloat16Support {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final List<String> FLAGS = List.of("amx_bf16", "avx512_bf16");

    private Bfloat16Support() {}

    /** What is to be said to who trains in bfloat16 on this machine's processor, if anything. */
    static Optional<String> complaint() {
        return complaint(CPUINFO);
    }

    static Optional<String> complaint(Path cpuinfo) {
        try (BufferedReader lines = Files.newBufferedReader(cpuinfo, StandardCharsets.ISO_8859_1)) {
            boolean there = lines.lines()
                    .filter(line -> line.startsWith("flags"))
                    .limit(1)
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .anyMatch(FLAGS::contains);
            return there
                    ? Optional.empty()
                    : Optional.of("This processor has neither " + String.join(" nor ", FLAGS)
                            + ": steps with --precision bf16 take longer than with fp32");
        } catch (IOException e) {
            return Optional.of("The system does not say whether this processor multiplies bfloat16; where it does not,"
                    + " steps with --precision bf16 take longer than with fp32");
        }
    }
}
