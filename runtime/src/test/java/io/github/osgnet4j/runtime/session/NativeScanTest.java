package io.github.osgnet4j.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.natives.OperatorLibrary;
import io.github.osgnet4j.runtime.error.InferenceException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no artifact brings a native scan. */
class NativeScanTest {

    private static final String PROPERTY = "osgnet.scan";

    @TempDir
    private Path folder;

    @AfterEach
    void asUsual() {
        System.clearProperty(PROPERTY);
    }

    private static boolean register(String wish, boolean oneNode) {
        System.setProperty(PROPERTY, wish);
        OnnxRuntimeEnvironment.get();
        try (SessionOptions options = new SessionOptions()) {
            return NativeScan.register(options, oneNode);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "auto", "onnx"})
    void graphsRunAsTheyAre(String wish) {
        assertFalse(register(wish, true));
        assertFalse(register(wish, false));
    }

    @Test
    void whoInsistsIsToldWhatIsMissing() {
        String refusal = assertThrows(InferenceException.class, () -> register("native", true))
                .getMessage();
        assertTrue(refusal.contains("osgnet4j-scan-native"), refusal);
        assertTrue(refusal.contains(PROPERTY), refusal);
    }

    @Test
    void whoInsistsIsToldOfGraphsThatCannot() {
        String refusal = assertThrows(InferenceException.class, () -> register("native", false))
                .getMessage();
        assertTrue(refusal.contains("export the bundle again"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "Native", "../x.so"})
    void aWishThatIsNoneOfTheThreeIsRefused(String wish) {
        String refusal = assertThrows(InferenceException.class, () -> register(wish, true))
                .getMessage();
        assertTrue(refusal.contains("'" + wish + "', expected auto, onnx or native"), refusal);
    }

    /** What is no such library, as where two class loaders have the interface, or the artifact is of another version. */
    @Test
    void anArtifactThatCannotBeLoadedIsNone() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(OperatorLibrary.class.getName()), NativeScanTest.class.getName());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, NativeScan.class.getClassLoader())) {
            NativeScan.Library found = NativeScan.find(loader);
            assertEquals(Optional.empty(), found.path());
            assertTrue(found.reason().contains("osgnet4j-scan-native cannot be loaded"), found.reason());
        }
    }
}
