package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's numbers become objects with names and times. */
class ObjectDetectorTest {

    @TempDir
    Path folder;

    private List<Detection> detect(String keys) throws IOException {
        TinyDetector.write(folder, "\"stride_seconds\": 0.5, " + keys);
        Path video = TinyVideo.make(
                folder.resolve("white.mkv"),
                "-f",
                "lavfi",
                "-i",
                "color=white:size=32x32:rate=10:duration=2",
                "-c:v",
                "ffv1");
        List<Detection> found = new ArrayList<>();
        try (Encoders encoders = Encoders.load(folder)) {
            encoders.detector().orElseThrow().detect(VideoFile.open(video), EncodingListener.NONE, found::add);
        }
        return found;
    }

    @Test
    void objectsHaveNamesAndTimes() throws IOException {
        List<Detection> all = detect("\"first_label\": 1");
        assertEquals(8, all.size());
        assertEquals("pan", all.get(2).label());
        assertEquals(1, all.get(2).score(), 0.02);
        assertEquals(0.7, all.get(2).seconds(), 0.051);
        assertEquals(List.of(4f, 5f, 6f, 7f), all.get(3).box());
        assertEquals(4, detect("\"first_label\": 1, \"threshold\": 0.5").size());
    }

    @Test
    void aClassWithoutALabelIsAnError() {
        EncoderException e = assertThrows(EncoderException.class, () -> detect("\"first_label\": 0"));
        assertTrue(e.getMessage().contains("label 2") && e.getMessage().contains("0 to 1"), e.getMessage());
    }
}
