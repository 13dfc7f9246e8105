package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ProviderTest {

    @TempDir
    private Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Grounder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        new TinyBundle(true).withSample(0).write(folder);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @ParameterizedTest
    @CsvSource({"CUDA, cuda, WARN", "TENSORRT, tensorrt, WARN", "AUTO, cuda, INFO"})
    void aMissingGpuFallsBackToTheCpuWithOneLogLine(Provider provider, String missing, String level) {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "a build with CUDA");
        try (Grounder grounder =
                Grounder.open(folder, GrounderOptions.defaults().withProvider(provider))) {
            assertEquals(Provider.CPU, grounder.provider());
            assertTrue(grounder.verify().passed());
        }
        assertEquals(1, log.list.size(), log.list.toString());
        ILoggingEvent line = log.list.get(0);
        assertEquals(Level.toLevel(level), line.getLevel());
        assertTrue(
                line.getFormattedMessage().startsWith("Running on cpu instead of " + missing + " (")
                        && line.getFormattedMessage().contains("onnxruntime_gpu"),
                line.getFormattedMessage());
    }

    @Test
    void theCpuIsUsedWithoutAWord() {
        try (Grounder grounder = Grounder.open(folder)) {
            assertEquals(Provider.CPU, grounder.provider());
        }
        assertEquals(List.of(), log.list);
    }

    @ParameterizedTest
    @EnumSource(GrounderOptions.Optimization.class)
    void everyOptimisationGivesTheSameResult(GrounderOptions.Optimization optimization) {
        GrounderOptions options = GrounderOptions.defaults()
                .withOptimization(optimization)
                .withIntraOpThreads(2)
                .withInterOpThreads(2)
                .withSpinning(true);
        try (Grounder grounder = Grounder.open(folder, options)) {
            assertTrue(grounder.verify().passed());
        }
    }

    @Test
    void providersHaveNames() {
        assertEquals(Provider.TENSORRT, Provider.of("TensorRT"));
        for (Provider provider : Provider.values()) {
            assertEquals(provider, Provider.of(provider.toString()));
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Provider.of("gpu"));
        assertEquals("No provider 'gpu', expected one of [cpu, cuda, tensorrt, auto]", e.getMessage());
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        GrounderOptions options = GrounderOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.withIntraOpThreads(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withInterOpThreads(0));
        assertThrows(IllegalArgumentException.class, () -> GpuOptions.DEFAULT.withDeviceId(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withBatchSize(-1));
        assertThrows(IllegalArgumentException.class, () -> GpuOptions.DEFAULT.withMemoryLimit(-1));
        assertThrows(IllegalArgumentException.class, () -> new GpuOptions.EngineLimits(0, 1, 1));
    }
}
