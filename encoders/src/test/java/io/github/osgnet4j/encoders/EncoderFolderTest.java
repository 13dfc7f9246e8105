package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.BundleVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files of an encoder's folder may say, and how they prove themselves. */
class EncoderFolderTest {

    @TempDir
    Path folder;

    private static Frame grey(int height, int width, int value) {
        byte[] rgb = new byte[height * width * 3];
        java.util.Arrays.fill(rgb, (byte) value);
        return new Frame(0, width, height, rgb);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'frames': 1|stride_seconds is missing",
                "'stride_seconds': -1|stride_seconds: expected a number above 0",
                "'stride_seconds': 0.5, 'frames': 0|frames: expected 1 to 1024, found 0",
                "'stride_seconds': 0.5, 'frames': 4|sample_fps is missing",
                "'stride_seconds': 0.37, 'frames': 4, 'sample_fps': 3.3|stride_seconds: expected a whole number",
                "'stride_seconds': 0.5, 'pick': 'random'|pick: expected interval_middle or interval_start",
                "'stride_seconds': 0.5, 'strides': 1|'strides' is not a known key",
                "'stride_seconds': 0.5, 'model': '../other.onnx'|model: expected the name of a file in the folder",
                "'stride_seconds': 0.5, 'model': 'other.onnx'|other.onnx",
                "'stride_seconds': 0.5, 'sha256': 'x'|sha256: expected 64",
                "'stride_seconds': 0.5, 'transform': [{'resize': 0}]|transform[0].resize: expected 1 to 4096",
                "'stride_seconds': 0.5, 'transform': [{'scale': 5}]|'transform[0].scale' is not a known key",
                "'stride_seconds': 0.5, 'std': [1, 0, 1]|std: expected numbers above 0",
                "'stride_seconds': 0.5, 'output': 'logits'|'logits'",
                "'stride_seconds': 0.5, 'stride_seconds': 0.5|Duplicate field"
            })
    void aSettingThatCannotBeIsNamed(String keys, String expected) {
        TinyVideoEncoder.write(folder, keys.replace('\'', '"'));
        EncoderException e = assertThrows(
                EncoderException.class, () -> VideoEncoder.open(folder).close());
        assertTrue(e.getMessage().contains(expected) && e.getMessage().contains(folder.toString()), e.getMessage());
    }

    @Test
    void whatHuggingFaceSaysOfImagesIsTaken() throws IOException {
        TinyVideoEncoder.write(folder);
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"do_resize\": true, \"size\": {\"shortest_edge\": 8}, \"crop_size\": 4, \"resample\": 3,"
                        + " \"image_mean\": [0.5, 0.25, 0], \"image_std\": [0.5, 0.5, 2], \"rescale_factor\": 0.01}");
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            float[] found = encoder.encode(List.of(grey(16, 32, 100)));
            assertArrayEquals(new float[] {1, 1.5f, 0.5f}, found, 1e-5f);
        }
    }

    @Test
    void aFolderMayBeNamedWithDotsAndStaysClosed() {
        assertEquals(Path.of("./pom.xml"), EncoderFile.named(Path.of("."), "model", "pom.xml"));
        Path above = Path.of("..");
        EncoderException e =
                assertThrows(EncoderException.class, () -> EncoderFile.named(above, "model", "../../pom.xml"));
        assertTrue(e.getMessage().contains("model: expected the name of a file in the folder"), e.getMessage());
    }

    @Test
    void anEncoderProvesItselfByItsSamples() throws IOException {
        Path video = TinyVideo.moving(folder.resolve("video.mp4"), 2, 10);
        Path encoders = folder.resolve("encoders");
        TinyVideoEncoder.write(encoders.resolve("video"), "\"frames\": 2, \"sample_fps\": 4, \"stride_seconds\": 0.5");
        TinyTextEncoder.write(encoders.resolve("text"), 4, false, false);
        Files.writeString(encoders.resolve("text/encoder.json"), "{\"kind\": \"text\"}");
        try (Encoders loaded = Encoders.load(encoders)) {
            assertTrue(
                    loaded.verify().values().stream().allMatch(v -> v.tensors().isEmpty()));
            loaded.videos().get(0).writeSamples(VideoFile.open(video));
            loaded.text().orElseThrow().writeSamples(List.of("Where was the pan?"));
            assertEquals(2, loaded.verify().size());
            assertTrue(loaded.verify().values().stream().allMatch(BundleVerification::passed));

            Path samples = encoders.resolve("text/samples.json");
            String json = Files.readString(samples);
            Files.writeString(samples, json.replaceFirst("\"features\":\\[", "\"features\":[7"));
            assertTrue(loaded.verify().values().stream().anyMatch(v -> !v.passed()));
            Files.writeString(encoders.resolve("video/encoder.json"), "{}");
            EncoderException e = assertThrows(EncoderException.class, loaded::verify);
            assertTrue(e.getMessage().contains("encoder.json has sha256"), e.getMessage());
        }
    }

    @Test
    void anEncoderThatWasChangedIsRefused() {
        TinyVideoEncoder.write(folder, "\"stride_seconds\": 1, \"sha256\": \"" + "0".repeat(64) + "\"");
        EncoderException e = assertThrows(EncoderException.class, () -> Encoders.load(folder));
        assertTrue(e.getMessage().contains("model.onnx has sha256"), e.getMessage());
    }

    @Test
    void aFolderWithoutEncodersIsSaidToBeOne() {
        EncoderException e = assertThrows(EncoderException.class, () -> Encoders.load(folder));
        assertTrue(e.getMessage().contains("no encoder.json in " + folder), e.getMessage());
    }
}
