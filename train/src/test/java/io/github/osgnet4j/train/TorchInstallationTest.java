package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.LibUtils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchInstallationTest {

    private static final String NAME = "PYTORCH_LIBRARY_PATH";

    @TempDir
    private Path folder;

    /** Starts PyTorch and says where it is from, and what 2 + 3 is. */
    static final class Start {

        private Start() {}

        public static void main(String[] args) {
            try (PtNDManager manager = TorchEngine.newManager(Device.cpu())) {
                float sum = manager.create(new float[] {2, 3}).sum().getFloat();
                System.out.println(LibUtils.getLibtorchPath() + " says " + sum);
            } catch (TrainException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String started(Path installation) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dosgnet.cache=" + folder.resolve("cache"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName())
                .redirectErrorStream(true);
        java.environment().put(NAME, installation.toString());
        Process process = java.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private Path fake(String... libraries) throws IOException {
        for (String library : libraries) {
            Files.writeString(folder.resolve(System.mapLibraryName(library)), "no library");
        }
        return folder;
    }

    @AfterEach
    void forget() {
        System.clearProperty(NAME);
    }

    @Test
    void itIsLoadedInPlaceOfTheOneInTheBuild() throws IOException, InterruptedException {
        TorchEngine.get();
        Path own = Path.of(LibUtils.getLibtorchPath());
        Path elsewhere = Files.createSymbolicLink(folder.resolve("lib"), own);
        String output = started(elsewhere);
        Files.delete(elsewhere);
        assertTrue(output.endsWith(elsewhere + " says 5.0"), output);
    }

    @Test
    void oneThatDoesNotLoadIsNamedWithWhatItMustBe() throws IOException, InterruptedException {
        String output = started(fake("torch"));
        assertTrue(output.contains("PyTorch cannot be loaded from " + folder), output);
        assertTrue(output.contains("it must be PyTorch 2.7.1"), output);
        assertTrue(output.contains("No file says which PyTorch is in " + folder), output);
    }

    @Test
    void aFolderWithoutItIsRefusedRatherThanPassedOver() {
        String both = folder + File.pathSeparator + folder.resolve("absent");
        System.setProperty(NAME, both);
        TrainException e = assertThrows(TrainException.class, TorchInstallation::ofUser);
        assertTrue(e.getMessage().startsWith(NAME + " is " + both + ", where there is no libtorch"), e.getMessage());
    }

    @Test
    void oneOfAnotherVersionIsRefusedBeforeItCrashesTheProcess() throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.writeString(lib.resolve(System.mapLibraryName("torch")), "no library");
        System.setProperty(NAME, lib.toString());
        Files.writeString(folder.resolve("build-version"), "2.7.1+cu128\n");
        assertEquals(lib, TorchInstallation.ofUser().orElseThrow().folder());
        for (String version : List.of("2.7.10+cu128", "1.13.1", "", "x".repeat(10_000))) {
            Files.writeString(folder.resolve("build-version"), version);
            TrainException e = assertThrows(TrainException.class, TorchInstallation::ofUser, version);
            assertTrue(e.getMessage().endsWith("; expected 2.7.1"), e.getMessage());
            assertTrue(e.getMessage().length() < 1000);
        }
    }

    @Test
    void aPythonPackageSaysItsVersionInPython() throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.writeString(lib.resolve(System.mapLibraryName("torch")), "no library");
        System.setProperty(NAME, lib.toString());
        Path file = folder.resolve("version.py");
        String python = "from typing import Optional%n%n__all__ = ['__version__', 'cuda']%n%s%ncuda = '12.8'%n";
        for (String assignment : List.of("__version__ = '2.7.1+cu128'", "__version__: str = \"2.7.1\"", "nothing()")) {
            Files.writeString(file, String.format(python, assignment));
            assertEquals(lib, TorchInstallation.ofUser().orElseThrow().folder());
        }
        for (String assignment : List.of("__version__ = '2.8.0+cu128'", "__version__: str = \"1.13.1\"")) {
            Files.writeString(file, String.format(python, assignment));
            TrainException e = assertThrows(TrainException.class, TorchInstallation::ofUser, assignment);
            assertTrue(e.getMessage().endsWith("; expected 2.7.1"), e.getMessage());
        }
    }

    @Test
    void theVersionIsThatOfTheLibraryOfDjl() throws IOException {
        Properties jni = new Properties();
        try (InputStream in = LibUtils.class.getResourceAsStream("/jnilib/pytorch.properties")) {
            jni.load(in);
        }
        assertTrue(jni.getProperty("jni_version").startsWith(TorchInstallation.VERSION + "-"), jni.toString());
    }

    @Test
    void itsLibrariesSayWhetherItIsForCuda() throws IOException {
        assertEquals(Optional.empty(), TorchInstallation.ofUser());
        System.setProperty(
                NAME, fake("torch").resolve(System.mapLibraryName("torch")).toString());
        assertEquals("cpu", TorchInstallation.ofUser().orElseThrow().flavor());
        System.setProperty(NAME, folder.resolve("absent") + File.pathSeparator + fake("torch_cuda"));
        assertEquals(folder, TorchInstallation.ofUser().orElseThrow().folder());
        assertEquals("cu128", TorchInstallation.ofUser().orElseThrow().flavor());
    }
}
