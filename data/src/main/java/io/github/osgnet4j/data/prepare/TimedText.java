package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.LineReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that begins at a time of a video.
 *
 * @param place file and line, for messages
 * @param videoId key of the video
 * @param seconds from its start
 * @param text in one line
 */
record TimedText(String place, String videoId, double seconds, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VIDEO = List.of("video_id", "video", "video_uid", "clip_uid");
    private static final List<String> TIME = List.of("time", "start", "start_sec", "timestamp", "seconds");
    private static final List<String> TEXT = List.of("text", "narration", "caption");
    private static final double MAX_SECONDS = 1e6;

    /**
     * Reads a file by the ending of its name: {@code .csv} or {@code .jsonl} with columns or keys for the video, the time in seconds and the
     * text, or {@code .srt} and {@code .vtt}, whose name without its ending is the video.
     *
     * @param everyMebi is run after each 2^20 bytes of a table or of lines; subtitles are short
     * @return how many cues have no text, and are left out
     * @throws DataException naming file and line if one is not that
     */
    static int forEach(Path file, Runnable everyMebi, Consumer<TimedText> action) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        if (plain.endsWith(".csv")) {
            table(file, everyMebi, action);
        } else if (plain.endsWith(".jsonl")) {
            lines(file, everyMebi, action);
        } else if (plain.endsWith(".srt") || plain.endsWith(".vtt")) {
            return new Cues(file, name.substring(0, plain.length() - 4), plain.endsWith(".vtt"), action).read();
        } else {
            throw new DataException(file + ": expected a name that ends in .csv, .jsonl, .srt or .vtt");
        }
        return 0;
    }

    private static void table(Path file, Runnable everyMebi, Consumer<TimedText> action) {
        try (TabSeparated table = new TabSeparated(file, ',', everyMebi)) {
            int video = column(file, table, VIDEO);
            int time = column(file, table, TIME);
            int text = column(file, table, TEXT);
            while (table.next()) {
                table.requireNoSurplus();
                action.accept(
                        of(table.place(), table.field(video), table.field(time).strip(), table.field(text)));
            }
        }
    }

    private static int column(Path file, TabSeparated table, List<String> names) {
        return table.firstColumn(names)
                .orElseThrow(() -> new DataException(file + ": expected a column " + String.join(" or ", names)));
    }

    private static void lines(Path file, Runnable everyMebi, Consumer<TimedText> action) {
        try (LineReader lines = new LineReader(file, everyMebi)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                Place row;
                try {
                    row = new Place(lines.place(), JSON.readTree(line.get()));
                } catch (JsonProcessingException e) {
                    throw new DataException(lines.place() + ": not JSON: " + e.getOriginalMessage(), e);
                }
                Place time = field(row, TIME);
                action.accept(of(
                        lines.place(),
                        field(row, VIDEO).text(),
                        time.number().toString(),
                        field(row, TEXT).text()));
            }
        }
    }

    private static Place field(Place row, List<String> names) {
        return names.stream()
                .filter(row::has)
                .findFirst()
                .map(row::at)
                .orElseThrow(() -> new DataException(row.name() + ": expected a key " + String.join(" or ", names)));
    }

    /**
     * Subtitles. A cue is a line of times and the lines of text behind it, up to the number or the times of the next; in VTT also up to a
     * blank line, for notes and styles may follow. Tags are no text.
     */
    private static final class Cues {
        private static final Pattern TIMES =
                Pattern.compile("\\s*(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})[,.](\\d{1,3})\\s*-->.*");
        private static final Pattern TAG = Pattern.compile("<[^<>]*>");
        private static final Pattern NUMBER = Pattern.compile("\\d+");

        private final Path file;
        private final String video;
        private final boolean blankEnds;
        private final Consumer<TimedText> action;
        private final StringBuilder text = new StringBuilder();
        private String place = "";
        private double start = -1;
        private int empty;

        Cues(Path file, String video, boolean blankEnds, Consumer<TimedText> action) {
            this.file = file;
            this.video = video;
            this.blankEnds = blankEnds;
            this.action = action;
        }

        /** Returns how many cues have no text. */
        int read() {
            try (LineReader lines = new LineReader(file)) {
                String number = "";
                boolean within = false;
                int blank = 0;
                for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                    if (blankEnds && lines.blank() > blank) {
                        append(number);
                        number = "";
                        within = false;
                    }
                    blank = lines.blank();
                    Matcher times = TIMES.matcher(line.get());
                    if (times.matches()) {
                        accept();
                        place = lines.place();
                        start = seconds(times);
                        number = "";
                        within = true;
                    } else if (within) {
                        // A number may be a cue's, which the next line tells.
                        append(number);
                        number = NUMBER.matcher(line.get()).matches() ? line.get() : "";
                        append(number.isEmpty() ? line.get() : "");
                    }
                }
                append(number);
                accept();
            }
            if (start < 0) {
                throw new DataException(file + ": there is no line of times, such as 00:00:01,000 --> 00:00:02,500");
            }
            return empty;
        }

        private void append(String line) {
            if (!line.isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(line);
            }
        }

        private void accept() {
            String plain = TAG.matcher(text).replaceAll("");
            text.setLength(0);
            if (start >= 0 && plain.isBlank()) {
                empty++;
            } else if (start >= 0) {
                action.accept(of(place, video, Double.toString(start), plain));
            }
        }

        private static double seconds(Matcher times) {
            int hours = times.group(1) == null ? 0 : Integer.parseInt(times.group(1));
            double fraction = Integer.parseInt(times.group(4))
                    / Math.pow(10, times.group(4).length());
            return hours * 3600.0 + Integer.parseInt(times.group(2)) * 60 + Integer.parseInt(times.group(3)) + fraction;
        }
    }

    private static TimedText of(String place, String video, String time, String text) {
        double seconds;
        try {
            seconds = Double.parseDouble(time);
        } catch (NumberFormatException e) {
            seconds = -1;
        }
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw new DataException(
                    place + ": expected seconds from 0 to " + MAX_SECONDS + ", found '" + Place.shortened(time) + "'");
        }
        String line = text.strip().replaceAll("\\s+", " ");
        if (video.isEmpty() || line.isEmpty()) {
            throw new DataException(place + ": " + (video.isEmpty() ? "the video has no id" : "the text is empty"));
        }
        return new TimedText(place, video, seconds, line);
    }
}
