package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoStream;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
import io.github.osgnet4j.runtime.service.RequestReport.Encoding;
import io.github.osgnet4j.runtime.service.ServiceFixture.Reports;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoStreamTest {

    private static final int CHANNELS = TinyNetwork.VIDEO;

    @TempDir
    private Path folder;

    private final Reports reports = new Reports();
    private GroundingService service;

    @BeforeEach
    void open() {
        service = GroundingService.builder(ServiceFixture.bundle(folder))
                .maxSteps(50)
                .listener(reports)
                .open();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aVideoInPiecesIsAnsweredAsAWhole() {
        float[] whole = TinyBundle.random(3, 40 * CHANNELS);
        VideoStream stream = service.stream("live");
        for (int step = 0; step < 40; step += 8) {
            stream.append(Arrays.copyOfRange(whole, step * CHANNELS, (step + 8) * CHANNELS), 8);
            float[] soFar = Arrays.copyOf(whole, (step + 8) * CHANNELS);
            assertEquals(step + 8, stream.steps());
            assertEquals(
                    service.ground(new VideoInput("whole", soFar, step + 8), query("q"), DURATION),
                    service.ground(stream, query("q"), DURATION));
        }
        assertArrayEquals(whole, stream.load().features());
    }

    @Test
    void onlyAnAppendMakesItEncodeAgain() {
        VideoStream stream = service.stream("live").append(new float[2 * CHANNELS], 2);
        service.ground(stream, query("a"), DURATION);
        service.ground(stream, query("b"), DURATION);
        stream.append(new float[CHANNELS], 1);
        service.ground(stream, query("a"), DURATION);
        assertEquals(
                List.of(Encoding.COMPUTED, Encoding.CACHED, Encoding.COMPUTED),
                reports.finished.stream().map(RequestReport::encoding).toList());
        assertEquals(1, service.status().cachedVideos());
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsNumbersAndLeavesTheVideo() {
        VideoStream stream = service.stream("live").append(new float[30 * CHANNELS], 30);
        VideoTooLongException tooLong =
                assertThrows(VideoTooLongException.class, () -> stream.append(new float[21 * CHANNELS], 21));
        assertEquals(51, tooLong.steps());
        assertEquals(50, tooLong.limit());
        float[] bad = new float[2 * CHANNELS];
        bad[CHANNELS] = Float.POSITIVE_INFINITY;
        InputException notFinite = assertThrows(InputException.class, () -> stream.append(bad, 2));
        assertTrue(
                notFinite.getMessage().contains("step 31")
                        && notFinite.getMessage().contains("Infinity"),
                notFinite.getMessage());
        InputException size = assertThrows(InputException.class, () -> stream.append(new float[CHANNELS + 1], 1));
        assertTrue(size.getMessage().contains("5 numbers for 1"), size.getMessage());
        assertThrows(InputException.class, () -> stream.append(new float[0], 0));
        assertEquals(30, stream.steps());
    }

    @Test
    void askedBeforeItsFirstStepItIsRefused() {
        assertThrows(InputException.class, () -> service.ground(service.stream("live"), query("q"), DURATION));
    }
}
