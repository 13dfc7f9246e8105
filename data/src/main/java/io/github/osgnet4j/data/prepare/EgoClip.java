package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The narrations of {@code egoclip.csv}, as {@code pandas.read_csv(..., sep='\t', error_bad_lines=False, float_precision='round_trip')}
 * reads them. Of a file of millions of rows only those are kept that somebody wants.
 */
final class EgoClip {

    /**
     * A row.
     *
     * @param place file and line
     * @param start seconds from the start of the video
     * @param index as it stands in the file
     */
    record Narration(String place, String source, String index, double start, double end, String text) {}

    private final Set<String> videos = new HashSet<>();
    private final Map<String, List<Narration>> narrations = new HashMap<>();
    private PandasField.Kind starts = PandasField.Kind.WHOLE;
    private PandasField.Kind ends = PandasField.Kind.WHOLE;
    private PandasField.Kind indices = PandasField.Kind.WHOLE;

    private EgoClip() {}

    /** Which rows are kept. */
    @FunctionalInterface
    interface Wanted {
        boolean test(String video, double start, double end);
    }

    /**
     * Reads a file to its end.
     *
     * @param wanted a row that is kept; asked only for rows with both times
     * @param everyMebi is run after each 2^20 bytes of the file
     * @param known a video whose presence is remembered
     * @throws DataException if a column is missing, or a time is no number
     */
    static EgoClip read(Path file, Predicate<String> known, Wanted wanted, Tally tally, Runnable everyMebi) {
        EgoClip clip = new EgoClip();
        try (TabSeparated table = new TabSeparated(file, '\t', everyMebi)) {
            Columns columns = new Columns(table);
            while (table.next()) {
                tally.count("narrations read");
                if (table.surplus()) {
                    tally.leaveOut("with more fields than the header");
                } else {
                    clip.add(columns, known, wanted, tally);
                }
            }
        }
        return clip;
    }

    private void add(Columns row, Predicate<String> known, Wanted wanted, Tally tally) {
        double start = row.time(row.start);
        double end = row.time(row.end);
        row.time(row.time);
        starts = starts.and(PandasField.kind(row.field(row.start)));
        ends = ends.and(PandasField.kind(row.field(row.end)));
        indices = indices.and(PandasField.kind(row.field(row.index)));
        String video = row.field(row.video);
        if (!known.test(video)) {
            tally.leaveOut("of videos that the annotations do not name");
            return;
        }
        videos.add(video);
        if (Double.isNaN(start) || Double.isNaN(end)) {
            tally.leaveOut("without clip_start or clip_end");
        } else if (wanted.test(video, start, end)) {
            narrations
                    .computeIfAbsent(video, key -> new ArrayList<>())
                    .add(new Narration(
                            row.table.place(),
                            row.field(row.source).intern(),
                            row.field(row.index),
                            start,
                            end,
                            row.field(row.text)));
        } else {
            tally.leaveOut("outside all clips");
        }
    }

    /** Whether a video has a row at all, with or without times. */
    boolean has(String video) {
        return videos.contains(video);
    }

    /** The rows of a video that are wanted, in the order of the file. */
    List<Narration> of(String video) {
        return narrations.getOrDefault(video, List.of());
    }

    boolean wholeStarts() {
        return starts == PandasField.Kind.WHOLE;
    }

    boolean wholeEnds() {
        return ends == PandasField.Kind.WHOLE;
    }

    /** What the column {@code narration_ind} holds. */
    PandasField.Kind indices() {
        return indices;
    }

    /** Where the fields of a row are. */
    private static final class Columns {
        private final TabSeparated table;
        private final int video;
        private final int source;
        private final int index;
        private final int time;
        private final int start;
        private final int end;
        private final int text;

        Columns(TabSeparated table) {
            this.table = table;
            video = table.column("video_uid");
            source = table.column("narration_source");
            index = table.column("narration_ind");
            time = table.column("narration_time");
            start = table.column("clip_start");
            end = table.column("clip_end");
            text = table.column("clip_text");
        }

        String field(int column) {
            return table.field(column);
        }

        double time(int column) {
            String field = table.field(column);
            if (PandasField.kind(field) == PandasField.Kind.TEXT) {
                throw new DataException(table.place() + ", " + table.name(column) + ": expected seconds, found '"
                        + Place.shortened(field) + "'");
            }
            return PandasField.number(field);
        }
    }
}
