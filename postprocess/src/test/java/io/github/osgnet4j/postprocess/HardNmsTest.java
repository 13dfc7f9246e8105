package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HardNmsTest {

    private static final Candidates APART =
            new Candidates(new float[] {0, 1, 10, 11, 20, 21}, new float[] {0.5f, 0, 0.75f}, new int[3]);

    private static float[] scores(double minimum, int count) {
        RankingOptions options = RankingOptions.builder()
                .method(NmsMethod.HARD)
                .minScore(minimum)
                .build();
        return HardNms.select(APART, options, count).scores();
    }

    @Test
    void withoutAMinimumEvenAScoreOfNothingStays() {
        assertArrayEquals(new float[] {0.75f, 0.5f, 0}, scores(0, 3));
    }

    @Test
    void aScoreOfTheMinimumIsTooLow() {
        assertArrayEquals(new float[] {0.75f}, scores(0.5, 3));
        assertArrayEquals(new float[] {0.75f, 0.5f}, scores(0.49, 3));
    }

    @Test
    void noMoreAreKeptThanAskedFor() {
        assertArrayEquals(new float[] {0.75f, 0.5f}, scores(0, 2));
    }
}
