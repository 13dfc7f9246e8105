package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import java.util.List;

/** Asking the way a program does: through the grounder's public methods. */
public final class Asking {

    private Asking() {}

    /** Encodes a clip and answers queries about it, one after the other. */
    public static void answer(Grounder grounder, BenchClip clip, List<QueryInput> queries) {
        answer(grounder, grounder.encode(clip.video()), clip, queries);
    }

    /** Answers queries about an encoded clip, one after the other. */
    static void answer(Grounder grounder, EncodedVideo video, BenchClip clip, List<QueryInput> queries) {
        for (QueryInput query : queries) {
            grounder.ground(video, query, clip.duration());
        }
    }

    /** Seconds that a task takes. */
    static double seconds(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) * 1e-9;
    }
}
