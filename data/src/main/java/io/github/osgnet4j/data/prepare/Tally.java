package io.github.osgnet4j.data.prepare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How much was read and written, and how much was left out for which reason. */
public final class Tally {
    private static final Pattern PLURAL = Pattern.compile("(?<=^[a-z]{1,30})(ies|s)\\b");

    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Long> reasons = new LinkedHashMap<>();

    /** Starts counts that are said even where they stay 0, in the order in which they are said. */
    Tally(String... what) {
        for (String name : what) {
            counts.put(name, 0L);
        }
    }

    void count(String what) {
        count(what, 1);
    }

    void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    /** One more that was left out. */
    void leaveOut(String reason) {
        leaveOut(reason, 1);
    }

    void leaveOut(String reason, long more) {
        if (more > 0) {
            reasons.merge(reason, more, Long::sum);
        }
    }

    /** The count of something; 0 if nothing of the kind was counted. */
    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What was left out, by reason, in the order in which the reasons came up. */
    public Map<String, Long> leftOut() {
        return Map.copyOf(reasons);
    }

    /** The counts in words, such as {@code 46 queries, 12 clips; left out: 3 queries without text}. */
    @Override
    public String toString() {
        String left = reasons.isEmpty() ? "nothing" : words(reasons);
        return words(counts) + "; left out: " + left;
    }

    /** Without the plural of the first word: query for queries, row of excluded videos for rows of excluded videos. */
    private static String one(String many) {
        return PLURAL.matcher(many).replaceFirst(end -> end.group().equals("ies") ? "y" : "");
    }

    private static String words(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(entry -> entry.getValue() + " " + (entry.getValue() == 1 ? one(entry.getKey()) : entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
