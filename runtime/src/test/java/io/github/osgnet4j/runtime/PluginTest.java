package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Libraries for ONNX Runtime's plug-in interface: one that the test compiles, and what is none. */
@EnabledOnOs(OS.LINUX)
class PluginTest {

    @TempDir
    private Path folder;

    private Path bundle;
    private final Logger logger = (Logger) LoggerFactory.getLogger(Grounder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() throws IOException {
        bundle = Files.createDirectory(folder.resolve("bundle"));
        new TinyBundle(true).withSample(0).write(bundle);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    /** A library that finds so many devices, 0 or 1. */
    private Path compiled(int devices) throws IOException, InterruptedException {
        Path source = folder.resolve("plugin.c");
        Files.write(source, PluginTest.class.getResourceAsStream("plugin.c").readAllBytes());
        Path library = folder.resolve("libplugin" + devices + ".so");
        try {
            Process cc = new ProcessBuilder(
                            "/usr/bin/cc",
                            "-shared",
                            "-fPIC",
                            "-DDEVICES=" + devices,
                            "-o",
                            library.toString(),
                            source.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(cc.getInputStream().readAllBytes());
            assertEquals(0, cc.waitFor(), said);
        } catch (IOException e) {
            String none = "no C compiler here: " + e.getMessage();
            assertNotEquals("required", System.getProperty("osgnet.cc"), none);
            abort(none);
        }
        return library;
    }

    private List<String> lines(Level level) {
        return log.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void assertRuns(Provider expected, GrounderOptions options) {
        try (Grounder grounder = Grounder.open(bundle, options)) {
            assertEquals(expected, grounder.provider());
            assertTrue(grounder.verify().passed());
        }
    }

    /** The CPU takes over, and one warning says why. */
    private void assertFallsBack(GrounderOptions options, String reason) {
        assertRuns(Provider.CPU, options);
        assertEquals(List.of("Running on cpu instead of plugin (plugin: " + reason + ")"), lines(Level.WARN));
    }

    private static GrounderOptions with(Path library) {
        return GrounderOptions.defaults().withPlugin(new PluginProvider(library, Map.of("threads", "1")));
    }

    @Test
    void aLibraryIsLoadedOnceItsDevicesAreListedAndItRunsTheGraphs() throws IOException, InterruptedException {
        GrounderOptions options = with(compiled(1));
        assertRuns(Provider.PLUGIN, options);
        assertRuns(Provider.PLUGIN, options);
        List<String> said = lines(Level.INFO);
        assertEquals(3, said.size(), said.toString());
        assertTrue(said.get(0).contains("libplugin1.so: 0, StubProvider on CPU "), said.get(0));
        assertEquals("Running on plugin, device 0: as asked for", said.get(1));
        assertEquals(List.of(), lines(Level.WARN));
    }

    @Test
    void aDeviceThatItLacksIsNamedWithThoseItHas() throws IOException, InterruptedException {
        Path library = compiled(1);
        assertRuns(Provider.CPU, with(library).withGpu(GpuOptions.DEFAULT.withDeviceId(7)));
        List<String> said = lines(Level.WARN);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).contains(library + " has no device 7, only 0, StubProvider on CPU "), said.get(0));
    }

    @Test
    void aLibraryWithoutADeviceLeavesTheCpu() throws IOException, InterruptedException {
        Path library = compiled(0);
        assertFallsBack(with(library), library + " finds no device on this machine");
    }

    @Test
    void whatIsNotThereOrNoFileIsNotLoaded() {
        Path absent = folder.resolve("absent.so");
        assertFallsBack(with(absent), absent + " is not there or cannot be read");
        log.list.clear();
        assertFallsBack(with(folder), folder + " is not a file");
    }

    @Test
    void aFileThatIsNoLibraryIsRefusedByTheLoader() throws IOException {
        Path text = Files.writeString(folder.resolve("text.so"), "no library");
        assertFallsBack(with(text), text.toRealPath() + ": file too short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",k=v", "lib.so,", "lib.so,k", "lib.so,=v", "lib.so,k=1,k=2", "lib\0.so"})
    void wrongTextsAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PluginProvider.of(text));
    }

    @Test
    void optionsKeepTheirOrderAndTheirValuesMayHoldAnEqualsSign() {
        PluginProvider plugin = PluginProvider.of("dir/lib.so,device_type=GPU,flags=a=b,empty=");
        assertEquals(Path.of("dir/lib.so"), plugin.library());
        assertEquals("{device_type=GPU, flags=a=b, empty=}", plugin.options().toString());
    }

    @Test
    void aPluginNeedsItsLibraryAndAnotherProviderNone() {
        GrounderOptions plain = GrounderOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> plain.withProvider(Provider.PLUGIN));
        assertTrue(with(folder).withProvider(Provider.CUDA).plugin().isEmpty());
    }
}
