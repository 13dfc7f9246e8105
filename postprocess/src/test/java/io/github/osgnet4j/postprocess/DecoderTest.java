package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final RankingOptions OPTIONS =
            RankingOptions.builder().preNmsThreshold(0.5).durationThreshold(1).build();

    @Test
    void positionsReachOutByOffsetsTimesStride() {
        Candidates candidates = decode(OPTIONS, level(4, 2, new float[] {-9, 1}, 0, 0, 0.5f, 2));

        assertArrayEquals(new float[] {2, 12}, candidates.segments());
        assertEquals(1 / (1 + Math.exp(-1)), candidates.scores()[0], 1e-6);
    }

    @Test
    void aboveTheThresholdComesBestFirst() {
        Candidates candidates = decode(OPTIONS, level(1, 4, new float[] {1, -1, 3, 2}, 5, 5, 5, 5, 5, 5, 5, 5));

        assertArrayEquals(new float[] {-3, 7, -2, 8, -5, 5}, candidates.segments());
    }

    @Test
    void aLevelBelowTheThresholdKeepsItsMaximum() {
        Candidates candidates = decode(OPTIONS, level(1, 3, new float[] {-8, -7, -9}, 5, 5, 5, 5, 5, 5));

        assertArrayEquals(new float[] {-4, 6}, candidates.segments());
    }

    @Test
    void aLevelOfShortSegmentsKeepsItsLongest() {
        Candidates candidates = decode(OPTIONS, level(1, 3, new float[] {3, 2, 1}, 0, 0.1f, 0, 0.9f, 0, 0.2f));

        assertArrayEquals(new float[] {1, 1.9f}, candidates.segments());
    }

    @Test
    void onlyTheTopOfALevelStays() {
        RankingOptions two = OPTIONS.toBuilder().preNmsTopK(2).build();
        LevelScores level = level(1, 3, new float[] {1, 3, 2}, 5, 5, 5, 5, 5, 5);

        Candidates candidates = decode(two, level, level);

        assertArrayEquals(new float[] {-4, 6, -3, 7, -4, 6, -3, 7}, candidates.segments());
    }

    @Test
    void theLongestIsSoughtAmongTheTopOnly() {
        RankingOptions one = OPTIONS.toBuilder().preNmsTopK(1).build();

        Candidates candidates = decode(one, level(1, 2, new float[] {3, 2}, 0, 0.1f, 9, 9));

        assertArrayEquals(new float[] {0, 0.1f}, candidates.segments());
    }

    @Test
    void classesShareThePositionsOffsets() {
        LevelScores level = new LevelScores(1, 2, 3, new float[] {-9, 1, -9, 3, -9, 2}, new float[] {5, 5, 5, 5});

        Candidates candidates = decode(OPTIONS, level);

        assertArrayEquals(new int[] {0, 2, 1}, candidates.labels());
        assertArrayEquals(new float[] {-4, 6, -4, 6, -5, 5}, candidates.segments());
    }

    @Test
    void paddingIsNoCandidateWhateverItHolds() {
        float[] offsets = {5, 5, 5, 5, Float.NaN, -1};

        Candidates candidates = decode(OPTIONS, level(1, 2, new float[] {1, 2, Float.NaN}, offsets));

        assertEquals(2, candidates.size());
    }

    @Test
    void probabilitiesOfZeroStillGiveACandidate() {
        Candidates candidates = decode(OPTIONS, level(1, 1, new float[] {-200}, 5, 5));

        assertArrayEquals(new float[] {0}, candidates.scores());
    }

    @Test
    void unusableScoresAreRefusedWithTheirPlace() {
        LevelScores nan = level(2, 3, new float[] {0, 0, Float.NaN}, new float[6]);
        LevelScores infinite = level(2, 2, new float[2], 0, 0, 0, Float.POSITIVE_INFINITY);
        LevelScores negative = level(2, 2, new float[2], 0, 0, -1, 0);
        LevelScores fine = level(1, 1, new float[1], 0, 0);

        assertMessage("level 1 (stride 2), position 2: logit is NaN", fine, nan);
        assertMessage("level 0 (stride 2), position 1: offset is Infinity", infinite);
        assertMessage("level 0 (stride 2), position 1: offset is -1.0", negative);
        assertMessage("number of levels is 0");
        assertMessage("valid of level 0 is 0", level(1, 0, new float[1], 0, 0));
    }

    @Test
    void sizesOfALevelMustFit() {
        assertThrows(PostprocessException.class, () -> new LevelScores(1, 1, 2, new float[3], new float[2]));
        assertThrows(PostprocessException.class, () -> new LevelScores(1, 1, 1, new float[2], new float[2]));
        assertThrows(PostprocessException.class, () -> new LevelScores(1, 3, 1, new float[2], new float[4]));
        assertThrows(PostprocessException.class, () -> new LevelScores(0, 1, 1, new float[2], new float[4]));
    }

    @Test
    void thePriorPrefersTheQuerysShareOfTheVideo() {
        float[] offsets = new float[200];
        Arrays.fill(offsets, 1);
        LevelScores level = level(1, 100, new float[100], offsets);

        Candidates candidates =
                new Decoder(RankingOptions.official()).decode(List.of(level), Optional.of(new OrderPrior(1, 4)));

        assertArrayEquals(new float[] {24, 26}, Arrays.copyOf(candidates.segments(), 2));
        assertEquals(0.5, candidates.scores()[0], 1e-6);
        // One standard deviation, a tenth of the video, away.
        assertEquals(0.5 * Math.exp(-0.5), candidates.scores()[20], 1e-3);
    }

    @Test
    void aPriorFarBehindTheVideoTellsNothing() {
        LevelScores level = level(1, 2, new float[] {1, 2}, 5, 5, 5, 5);

        Candidates with = new Decoder(OPTIONS).decode(List.of(level), Optional.of(new OrderPrior(1000, 1)));

        assertArrayEquals(decode(OPTIONS, level).scores(), with.scores(), 1e-6f);
    }

    private static void assertMessage(String start, LevelScores... levels) {
        String message = assertThrows(PostprocessException.class, () -> decode(OPTIONS, levels))
                .getMessage();
        assertTrue(message.startsWith(start), message);
    }

    private static Candidates decode(RankingOptions options, LevelScores... levels) {
        return new Decoder(options).decode(List.of(levels), Optional.empty());
    }

    private static LevelScores level(int stride, int valid, float[] logits, float... offsets) {
        return new LevelScores(stride, valid, 1, logits, offsets);
    }
}
