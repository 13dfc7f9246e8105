package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.Sample;
import io.github.osgnet4j.runtime.bundle.Manifests;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRightBundlePasses(boolean objects) {
        BundleVerification verification =
                verify(new TinyBundle(objects).withSample(0).withSample(0));
        assertTrue(verification.passed(), verification.toString());
        assertEquals(2 * (4 + 1), verification.tensors().size(), "two levels of logits and offsets, and windows");
        assertTrue(verification.maxError() < 1e-6, verification.toString());
    }

    @Test
    void aWrongOutputFailsAndIsNamed() {
        BundleVerification verification = verify(new TinyBundle(true).withSample(0.01f));
        assertFalse(verification.passed());
        List<String> failed = verification.tensors().stream()
                .filter(t -> !t.passed())
                .map(TensorError::tensor)
                .toList();
        assertEquals(List.of("cls_logits_0", "cls_logits_1"), failed);
    }

    @ParameterizedTest
    @CsvSource({"0.004,true", "0.001,false"})
    void anotherPrecisionIsHeldToThreeTimesItsErrorAtExport(double maxError, boolean passes) {
        Path bundle = new TinyBundle(true).withSample(0.01f).write(folder);
        Path file = bundle.resolve(Manifest.FILE);
        Precision fp16 = new Precision(Precision.Kind.FP16, maxError, List.of(), Optional.empty());
        Manifest.read(file).withPrecision(fp16).write(file);
        try (Grounder grounder = Grounder.open(bundle)) {
            assertEquals(passes, grounder.verify().passed());
        }
    }

    @Test
    void anExpectedNaNIsRefused() {
        Path bundle = new TinyBundle(true).withSample(Float.NaN).write(folder);
        BundleException e = assertThrows(BundleException.class, () -> Grounder.open(bundle));
        assertTrue(e.getMessage().contains("sample 'sample' cannot be ranked: level 0"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "sigma" : 0.75     | "sigma" : 0.35
            "sigma" : 0.75     | "sigma" : 0.76
            "featStride" : 16.0 | "featStride" : 17.0
            "featStride" : 16.0 | "featStride" : 16.01
            "numFrames" : 16.0 | "numFrames" : 18.0
            "fps" : 30.0       | "fps" : 32.0
            "fps" : 30.0       | "fps" : 30.001
            "maxWindows" : 5   | "maxWindows" : 4
            "soft" : true      | "soft" : false
            """)
    void aSettingThatWasChangedTogetherWithItsHashIsFoundByTheWindows(String from, String to) throws IOException {
        Path file = new TinyBundle(true).withSample(0).write(folder).resolve(Manifest.FILE);
        String json = Files.readString(file);
        assertTrue(json.contains(from), json);
        Files.writeString(file, json.replace(from, to));
        Manifests.rehash(file);
        BundleException e = assertThrows(BundleException.class, () -> Grounder.open(folder));
        assertTrue(e.getMessage().contains("ranks the scores of sample 'sample' to other windows"), e.getMessage());
        assertThrows(
                BundleException.class,
                () -> Grounder.open(folder, GrounderOptions.defaults().withVerifyHashes(false)));
    }

    @Test
    void aBundleWithoutSamplesDoesNotPass() {
        assertFalse(verify(new TinyBundle(true)).passed());
    }

    @Test
    void aSampleThatLacksATensorIsRefused() {
        for (String name :
                List.of("features", "tokens", "object_index", "cls_logits_1", "offsets_0", "duration", "windows")) {
            assertBroken(
                    "'sample' lacks the tensor '" + name + "'", t -> t.name().equals(name) ? null : t);
        }
    }

    @Test
    void aSampleOutsideItsFileIsRefused() {
        assertBroken("the file has", t -> new SampleTensor(t.name(), t.type(), t.shape(), 1L << 40));
        assertBroken("the file has", t -> new SampleTensor(t.name(), t.type(), List.of(1L << 28, 4L), 0));
    }

    @Test
    void aSampleOfAnotherNetworkIsRefused() {
        assertBroken(
                "sample 'sample' does not fit",
                t -> t.name().equals("features") ? new SampleTensor("features", t.type(), List.of(10L, 3L), 0) : t);
        assertBroken(
                "has 'tokens' as INT64, expected FLOAT32",
                t -> t.name().equals("tokens")
                        ? new SampleTensor("tokens", SampleTensor.ElementType.INT64, List.of(1L), 0)
                        : t);
    }

    private void assertBroken(String reason, UnaryOperator<SampleTensor> change) {
        Path file = new TinyBundle(true).withSample(0).write(folder).resolve(Manifest.FILE);
        Manifest m = Manifest.read(file);
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : m.samples()) {
            List<SampleTensor> tensors = new ArrayList<>();
            for (SampleTensor tensor : sample.tensors()) {
                SampleTensor changed = change.apply(tensor);
                if (changed != null) {
                    tensors.add(changed);
                }
            }
            samples.add(new Sample(sample.name(), tensors));
        }
        new Manifest(
                        m.format(),
                        m.opset(),
                        m.target(),
                        m.precision(),
                        m.spec(),
                        m.dimensions(),
                        m.preprocessing(),
                        m.ranking(),
                        m.classEmbeddings(),
                        samples,
                        m.files(),
                        m.provenance())
                .write(file);
        BundleException e = assertThrows(BundleException.class, () -> verify(folder));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private BundleVerification verify(TinyBundle bundle) {
        return verify(bundle.write(folder));
    }

    private static BundleVerification verify(Path bundle) {
        try (Grounder grounder = Grounder.open(bundle)) {
            return grounder.verify();
        }
    }
}
