package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.FeatureRate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several parts of a job. A clip with all its queries is in one part, and the parts have as much work each as
 * {@link BalancedParts} can give them.
 *
 * @param number of the part, from 1
 * @param count of parts
 */
public record Shard(int number, int count) {

    /** More would be more files than anybody wants to merge. */
    public static final int MOST = 10_000;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})/(\\d{1,5})");

    /**
     * Checks the numbers.
     *
     * @throws BatchException if there is no such part
     */
    public Shard {
        if (count < 1 || count > MOST || number < 1 || number > count) {
            throw new BatchException("There is no shard " + number + " of " + count
                    + "; expected a number from 1 to the count, which is " + MOST + " at most");
        }
    }

    /**
     * Reads {@code I/N}.
     *
     * @throws BatchException if the text is none
     */
    public static Shard parse(String text) {
        Matcher numbers = TEXT.matcher(text);
        if (!numbers.matches()) {
            throw new BatchException(
                    "expected I/N, the number of the shard and how many there are, as 2/4; found '" + text + "'");
        }
        return new Shard(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }

    /**
     * The queries of this part, in their order. Work is steps x queries, the steps as the annotated duration promises
     * them: every machine that has the same annotations and the same config finds the same parts.
     *
     * @param all queries of the job
     * @param rate of the video features
     */
    public List<AnnotatedQuery> of(List<AnnotatedQuery> all, FeatureRate rate) {
        Map<String, List<AnnotatedQuery>> clips = new LinkedHashMap<>();
        all.forEach(
                q -> clips.computeIfAbsent(q.videoId(), id -> new ArrayList<>()).add(q));
        List<List<List<AnnotatedQuery>>> parts =
                BalancedParts.of(List.copyOf(clips.values()), clip -> work(clip, rate), count);
        Set<String> own = new HashSet<>();
        parts.get(number - 1).forEach(clip -> own.add(clip.get(0).videoId()));
        return all.stream().filter(q -> own.contains(q.videoId())).toList();
    }

    /**
     * The work of a clip: steps x queries.
     *
     * @param clip all its queries that are asked, at least one
     * @param rate of the video features
     */
    public static long work(List<AnnotatedQuery> clip, FeatureRate rate) {
        double steps = Math.ceil(rate.steps(clip.get(0).duration()));
        return Math.max(1, (long) steps) * clip.size();
    }

    /** The file that keeps the answers of this part beside the submission that all parts make. */
    public Path file(Path submission) {
        return submission.resolveSibling(submission.getFileName() + ".shard-" + number + "-of-" + count);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return number + "/" + count;
    }
}
