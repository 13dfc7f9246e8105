package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrounderOptionsTest {

    private static final GrounderOptions ALL = new GrounderOptions(
            Provider.TENSORRT,
            Optional.empty(),
            new GpuOptions(3, 1 << 30, true, Optional.of(Path.of("engines")), new EngineLimits(1, 2, 3)),
            4,
            5,
            true,
            GrounderOptions.Optimization.BASIC,
            false,
            6);

    @Test
    void eachFieldIsSetByItsMethod() {
        GrounderOptions built = GrounderOptions.defaults()
                .withProvider(Provider.TENSORRT)
                .withGpu(GpuOptions.DEFAULT
                        .withDeviceId(3)
                        .withMemoryLimit(1 << 30)
                        .withTf32(true)
                        .withEngineCache(Path.of("engines"))
                        .withEngineLimits(new EngineLimits(1, 2, 3)))
                .withIntraOpThreads(4)
                .withInterOpThreads(5)
                .withSpinning(true)
                .withOptimization(GrounderOptions.Optimization.BASIC)
                .withVerifyHashes(false)
                .withBatchSize(6);
        assertEquals(ALL, built);
    }

    static Stream<UnaryOperator<GrounderOptions>> changes() {
        return Stream.of(
                o -> o.withProvider(Provider.CPU),
                o -> o.withPlugin(new PluginProvider(Path.of("lib.so"), Map.of())),
                o -> o.withGpu(GpuOptions.DEFAULT),
                o -> o.withGpu(o.gpu().withDeviceId(0)),
                o -> o.withIntraOpThreads(1),
                o -> o.withInterOpThreads(1),
                o -> o.withSpinning(false),
                o -> o.withOptimization(GrounderOptions.Optimization.ALL),
                o -> o.withVerifyHashes(true),
                o -> o.withBatchSize(0));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeLeavesAllElseAsItWas(UnaryOperator<GrounderOptions> change) {
        GrounderOptions changed = change.apply(ALL);
        assertNotEquals(ALL, changed);
        GrounderOptions back = changed.withProvider(ALL.provider())
                .withGpu(ALL.gpu())
                .withIntraOpThreads(ALL.intraOpThreads())
                .withInterOpThreads(ALL.interOpThreads())
                .withSpinning(ALL.spinning())
                .withOptimization(ALL.optimization())
                .withVerifyHashes(ALL.verifyHashes())
                .withBatchSize(ALL.batchSize());
        assertEquals(ALL, back);
    }
}
