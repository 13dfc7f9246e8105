package io.github.osgnet4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the threads that compile this program have taken so far, as Linux counts it: a program that has run for a while has no share in
 * that, but on a busy machine it takes minutes.
 *
 * @param nanos of processors by thread; none on other systems
 */
record CompilerThreads(Map<Path, Long> nanos) {

    private static final Path TASKS = Path.of("/proc/self/task");

    /** Beginnings of their names. */
    private static final List<String> NAMES = List.of("C1 Compiler", "C2 Compiler", "JVMCI");

    static CompilerThreads now() {
        Map<Path, Long> nanos = new HashMap<>();
        try (Stream<Path> tasks = Files.list(TASKS)) {
            tasks.forEach(task -> note(task, nanos));
        } catch (IOException e) {
            return new CompilerThreads(Map.of());
        }
        return new CompilerThreads(nanos);
    }

    private static void note(Path task, Map<Path, Long> nanos) {
        try {
            if (NAMES.stream().anyMatch(Files.readString(task.resolve("comm"))::startsWith)) {
                nanos.put(
                        task,
                        Long.parseLong(
                                Files.readString(task.resolve("schedstat")).split(" ", 2)[0]));
            }
        } catch (IOException e) {
            nanos.remove(task); // It has ended meanwhile.
        }
    }

    /** Nanoseconds since an earlier time. */
    long since(CompilerThreads earlier) {
        return nanos.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.nanos().getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
