package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scan of a bundle, in native code or as nodes of its graphs. */
class NativeScanTest {

    private static final String SCAN = "osgnet.scan";
    private static final String NATIVE = " on cpu with a native scan: verified";
    private static final String NODES = " on cpu: verified";

    @TempDir
    Path folder;

    @AfterEach
    void asUsual() {
        System.clearProperty(SCAN);
    }

    private static String verify(Path bundle) {
        return Command.succeed("verify", "-q", "-m", bundle).out();
    }

    @Test
    void isNativeUnlessSwitchedOff() {
        CompiledScan.assume();
        assertTrue(verify(Learn.bundle()).contains(NATIVE));
        System.setProperty(SCAN, "onnx");
        assertTrue(verify(Learn.bundle()).contains(NODES));
    }

    /** What it had been exported with is no longer known; the bundle runs as it did. */
    @Test
    void aBundleThatDoesNotSayThatItsScanIsOneNodeRunsAsItIs() throws IOException {
        Path old = Folders.copy(Learn.bundle(), folder.resolve("old"));
        Path manifest = old.resolve("manifest.json");
        String text = Files.readString(manifest);
        String without = text.replaceFirst(" *\"scan\" : \"[^\"]*\",\\R", "");
        assertFalse(without.equals(text), text);
        Files.writeString(manifest, without);
        Hashes.record(manifest);
        assertTrue(verify(old).contains(NODES));
    }

    @Test
    void aWishThatNobodyKnowsIsRefused() {
        System.setProperty(SCAN, "fast");
        Command refused = Command.run("verify", "-q", "-m", Learn.bundle());
        assertEquals(1, refused.code());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("'fast', expected auto, onnx or native"), refused.err());
    }
}
