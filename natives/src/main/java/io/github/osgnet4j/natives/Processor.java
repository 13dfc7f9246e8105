package io.github.osgnet4j.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the processor.
 *
 * @param architecture as Java names it, such as {@code amd64} or {@code aarch64}
 * @param flags of its instruction sets, as Linux names them; empty where the system does not tell
 */
public record Processor(String architecture, Optional<Set<String>> flags) {

    /** System property that names the flags instead of the system, as in {@code -Dosgnet.processor.flags="avx2 avx_vnni"}. */
    public static final String FLAGS = "osgnet.processor.flags";

    /** The flags of x86 that multiply bfloat16. */
    public static final List<String> BFLOAT16 = List.of("amx_bf16", "avx512_bf16");

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Set<String> X86 = Set.of("amd64", "x86_64", "x86", "i386");

    /** Copies the flags. */
    public Processor {
        flags = flags.map(Set::copyOf);
    }

    /** That of this machine: flags are read on Linux, unless the property {@link #FLAGS} names them. */
    public static Processor ofMachine() {
        Optional<String> line = Optional.ofNullable(System.getProperty(FLAGS)).or(() -> flagsOf(CPUINFO));
        return new Processor(System.getProperty("os.arch"), line.map(Processor::words));
    }

    /**
     * Whether ONNX Runtime multiplies unsigned by signed bytes without loss: on x86 only where the processor adds the
     * products in 32 bits, elsewhere always. Not, where the system does not tell.
     */
    public boolean multipliesBytesExactly() {
        return !X86.contains(architecture) || flags.filter(Processor::hasVnni).isPresent();
    }

    /** ONNX Runtime prefers AVX512 with 16 bits to AVX-VNNI. */
    private static boolean hasVnni(Set<String> flags) {
        return flags.contains("avx512_vnni") || (flags.contains("avx_vnni") && !flags.contains("avx512bw"));
    }

    /** Whether it multiplies bfloat16 itself: x86 by {@link #BFLOAT16}; empty where the system does not tell, or of another family. */
    public Optional<Boolean> multipliesBfloat16() {
        return flags.filter(known -> X86.contains(architecture)).map(known -> !Collections.disjoint(known, BFLOAT16));
    }

    /** The flags of the first processor that Linux lists. */
    static Optional<String> flagsOf(Path cpuinfo) {
        try (BufferedReader lines = Files.newBufferedReader(cpuinfo, StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .filter(line -> line.startsWith("flags"))
                    .map(line -> line.substring(line.indexOf(':') + 1))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Set<String> words(String line) {
        return Set.copyOf(Arrays.asList(line.strip().split("\\s+")));
    }
}
