package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Folds of a cross-validation over videos, dealt in a pseudo-random order that is always the same. */
final class VideoFolds {

    private final int[] foldOf;

    /**
     * Deals the videos.
     *
     * @param videos the name of the video of each item; equal names stay together
     * @param folds how many
     * @throws PostprocessException if there are fewer folds than 2, or more than videos
     */
    VideoFolds(List<String> videos, int folds) {
        List<String> names = videos.stream().distinct().sorted().toList();
        require(folds > 1, "number of folds", folds, "2 or more");
        require(names.size() >= folds, "number of videos", names.size(), folds + " or more, for as many folds");
        List<Integer> dealt = IntStream.range(0, names.size())
                .mapToObj(video -> video % folds)
                .collect(Collectors.toList());
        Collections.shuffle(dealt, new Random(0));
        Map<String, Integer> foldOfName = new HashMap<>();
        for (int video = 0; video < names.size(); video++) {
            foldOfName.put(names.get(video), dealt.get(video));
        }
        this.foldOf = videos.stream().mapToInt(foldOfName::get).toArray();
    }

    /** The items of a fold. */
    int[] inside(int fold) {
        return IntStream.range(0, foldOf.length)
                .filter(item -> foldOf[item] == fold)
                .toArray();
    }

    /** The items of all other folds. */
    int[] outside(int fold) {
        return IntStream.range(0, foldOf.length)
                .filter(item -> foldOf[item] != fold)
                .toArray();
    }
}
