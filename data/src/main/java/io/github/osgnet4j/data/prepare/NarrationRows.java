package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.math.BigInteger;
import java.util.List;

/**
 * Rows of narrations with the numbers that pandas makes: a column of numbers has one type for all rows, so that one decimal in it makes
 * decimals of all.
 */
final class NarrationRows {
    private final PandasField.Kind indices;
    private final boolean wholeStarts;
    private final boolean wholeEnds;
    private final boolean wholeDurations;

    NarrationRows(List<ClipNarrations> clips, EgoClip narrations) {
        indices = narrations.indices();
        // Clips without narrations have a duration but no times.
        boolean wholeOffsets = clips.stream()
                .filter(clip -> !clip.narrations().isEmpty())
                .map(clip -> clip.start().value())
                .allMatch(start -> start == Math.rint(start));
        wholeStarts = narrations.wholeStarts() && wholeOffsets;
        wholeEnds = narrations.wholeEnds() && wholeOffsets;
        wholeDurations = clips.stream().allMatch(clip -> clip.duration().whole());
    }

    /** @throws DataException if it is not known who narrates */
    QueryRow row(ClipNarrations clip, EgoClip.Narration narration) {
        String id = clip.id() + "_" + narrator(narration) + "_" + PandasField.printed(narration.index(), indices);
        PythonNumber duration = wholeDurations
                ? clip.duration()
                : PythonNumber.of(clip.duration().value());
        double offset = clip.start().value();
        return QueryRow.of("narration_query", narration.text(), id, duration, clip.id(), "nlq_narration")
                .window(number(narration.start() - offset, wholeStarts), number(narration.end() - offset, wholeEnds));
    }

    private static PythonNumber number(double value, boolean whole) {
        return whole ? PythonNumber.of(BigInteger.valueOf((long) value)) : PythonNumber.of(value);
    }

    private static String narrator(EgoClip.Narration narration) {
        return switch (narration.source()) {
            case "narration_pass_1" -> "narrator-1";
            case "narration_pass_2" -> "narrator-2";
            default ->
                throw new DataException(narration.place()
                        + ", narration_source: expected narration_pass_1 or narration_pass_2, found '"
                        + Place.shortened(narration.source()) + "'");
        };
    }
}
