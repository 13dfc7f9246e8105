package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.DatasetConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShotsTest {
    private static final int MAX_SEQ_LEN = 64;

    private static DatasetConfig config(double maxShotSeconds, String... words) {
        Path none = Path.of("none");
        return new DatasetConfig(
                none,
                none,
                none,
                none,
                none,
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                16,
                16,
                30,
                MAX_SEQ_LEN,
                8,
                1,
                1,
                false,
                maxShotSeconds,
                false,
                List.of(words),
                1000,
                false);
    }

    /** First step of each shot, then T, then the end of the padding column. */
    private static List<Integer> shots(int steps, DatasetConfig config, Narration... narrations) {
        Shots shots = Shots.of(List.of(narrations), steps, config);
        List<Integer> columns = new ArrayList<>();
        Arrays.stream(shots.starts()).forEach(columns::add);
        columns.add(shots.ends()[shots.count()]);
        return columns;
    }

    private static List<Integer> columns(Integer... boundaries) {
        return List.of(boundaries);
    }

    private static final DatasetConfig OFFICIAL = config(86400, "looks around", "turns around");

    @Test
    void withoutNarrationsTheVideoIsOneShot() {
        assertEquals(columns(0, 20, MAX_SEQ_LEN), shots(20, OFFICIAL));
        assertEquals(1, Shots.of(List.of(), 20, OFFICIAL).count());
    }

    @Test
    void aTurnOfTheWearerStartsAShotAtItsTruncatedStep() {
        assertEquals(
                columns(0, 3, 20, MAX_SEQ_LEN),
                shots(
                        20,
                        OFFICIAL,
                        new Narration(0, "#C C picks the cup"),
                        new Narration(63, "#c c turns around the room"),
                        new Narration(90, "#O a man looks around")));
    }

    @Test
    void aLineStartsAtMostOneShot() {
        assertEquals(
                columns(0, 2, 20, MAX_SEQ_LEN),
                shots(20, OFFICIAL, new Narration(32, "#C C looks around; #C C turns around")));
    }

    @Test
    void theWearerAndTheTurnMustShareASentence() {
        assertEquals(columns(0, 20, MAX_SEQ_LEN), shots(20, OFFICIAL, new Narration(32, "#C C cuts; X looks around")));
    }

    @Test
    void aShotAtTheStartNeedsNoOther() {
        assertEquals(columns(0, 20, MAX_SEQ_LEN), shots(20, OFFICIAL, new Narration(0, "#C C looks around")));
    }

    @Test
    void shotsBeyondTheVideoAreDroppedBeforeTruncation() {
        assertEquals(
                columns(0, 19, 20, MAX_SEQ_LEN),
                shots(
                        20,
                        OFFICIAL,
                        new Narration(16 * 20 - 1, "#C C looks around"),
                        new Narration(16 * 20, "#C C looks around")));
    }

    @Test
    void aLongShotIsCutAtTheNextNarrationOnceOneHasStarted() {
        DatasetConfig everySecond = config(1, "looks around");
        assertEquals(
                columns(0, 2, 4, 20, MAX_SEQ_LEN),
                shots(
                        20,
                        everySecond,
                        new Narration(31, "#C C cuts"),
                        new Narration(32, "#C C looks around"),
                        new Narration(61, "#C C cuts"),
                        new Narration(64, "#C C cuts")));
    }

    @Test
    void withoutWordsNothingStartsAShot() {
        assertEquals(columns(0, 20, MAX_SEQ_LEN), shots(20, config(1), new Narration(64, "#C C looks around")));
    }
}
