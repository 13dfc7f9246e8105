package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VideoFoldsTest {

    /** 25 videos of four items each, which do not stand together. */
    private static final List<String> VIDEOS =
            IntStream.range(0, 100).mapToObj(item -> "video" + item % 25).toList();

    @Test
    void everyItemIsInOneFoldAndOutsideAllOthers() {
        VideoFolds folds = new VideoFolds(VIDEOS, 5);
        List<Integer> all = new ArrayList<>();
        for (int fold = 0; fold < 5; fold++) {
            int[] inside = folds.inside(fold);
            assertEquals(20, inside.length, "videos are dealt evenly");
            Arrays.stream(inside).forEach(all::add);
            List<Integer> both = new ArrayList<>();
            Arrays.stream(inside).forEach(both::add);
            Arrays.stream(folds.outside(fold)).forEach(both::add);
            assertEquals(IntStream.range(0, 100).boxed().toList(), both.stream().sorted().toList());
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), all.stream().sorted().toList());
    }

    @Test
    void theItemsOfAVideoStayTogether() {
        VideoFolds folds = new VideoFolds(VIDEOS, 5);
        for (int fold = 0; fold < 5; fold++) {
            int[] videos = Arrays.stream(folds.inside(fold)).map(item -> item % 25).sorted().toArray();
            for (int i = 0; i < videos.length; i++) {
                assertEquals(videos[i / 4 * 4], videos[i]);
            }
        }
    }

    @Test
    void videosAreNotDealtInTurnAndAlwaysTheSame() {
        int[] first = new VideoFolds(VIDEOS, 5).inside(0);
        assertArrayEquals(first, new VideoFolds(VIDEOS, 5).inside(0));
        List<String> names = VIDEOS.stream().distinct().sorted().toList();
        List<String> inTurn = IntStream.range(0, 5).mapToObj(i -> names.get(5 * i)).toList();
        List<String> dealt = Arrays.stream(first).mapToObj(VIDEOS::get).distinct().sorted().toList();
        assertNotEquals(inTurn, dealt);
    }

    @Test
    void asManyFoldsAsVideosAreEnoughAndMoreOrFewerThanTwoAreRefused() {
        List<String> two = List.of("a", "b", "a");
        assertEquals(3, new VideoFolds(two, 2).inside(0).length + new VideoFolds(two, 2).inside(1).length);
        assertThrows(PostprocessException.class, () -> new VideoFolds(two, 3));
        assertThrows(PostprocessException.class, () -> new VideoFolds(two, 1));
    }
}
