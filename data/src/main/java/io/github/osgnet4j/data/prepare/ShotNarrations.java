package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import io.github.osgnet4j.data.sample.Shots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Texts with times as the narration files of the shot branch, {@code VIDEO_ID.json}: JSON lines with a frame and a narration. */
public final class ShotNarrations {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The camera's wearer, as Ego4D's narrations have it; only sentences with it start shots. */
    private static final String WEARER = "#C";

    /** Of the name of a file, 255 bytes on most systems, {@code .json} takes five. */
    private static final int MAX_ID_BYTES = 250;

    private final double fps;
    private final boolean wearer;
    private final List<String> words;
    private final Map<String, List<TimedText>> videos = new TreeMap<>();
    private int texts;
    private int starts;
    private int empty;

    /**
     * No narrations yet.
     *
     * @param fps frames per second of the videos, {@code default_fps} of the config
     * @param wearer whether texts that name nobody by a {@code #} are about the camera's wearer, and get a {@code #C}
     * @param words that start shots, {@code split_word_list} of the config
     */
    public ShotNarrations(double fps, boolean wearer, List<String> words) {
        this.fps = fps;
        this.wearer = wearer;
        this.words = List.copyOf(words);
    }

    /**
     * Adds the texts of a file: {@code .csv} or {@code .jsonl} with columns or keys {@code video_id}, {@code time} in seconds and {@code text},
     * or {@code .srt} or {@code .vtt}, named by its video.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     * @throws DataException naming file and line if one is not that, or a video's id is no name of a file
     */
    public void add(Path file, Runnable everyMebi) {
        empty += TimedText.forEach(file, everyMebi, this::add);
    }

    private void add(TimedText text) {
        requireFileName(text);
        String line = wearer && text.text().indexOf('#') < 0 ? WEARER + " " + text.text() : text.text();
        videos.computeIfAbsent(text.videoId(), id -> new ArrayList<>())
                .add(new TimedText(text.place(), text.videoId(), text.seconds(), line));
        texts++;
        starts += Shots.startsShot(line, words) ? 1 : 0;
    }

    private static void requireFileName(TimedText text) {
        int bytes = text.videoId().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_ID_BYTES) {
            throw new DataException(text.place() + ": the id of the video, '" + Place.shortened(text.videoId())
                    + "', has " + bytes + " bytes; a file named by it takes at most " + MAX_ID_BYTES);
        }
        try {
            Dataset.narrationFile(Path.of(""), text.videoId());
        } catch (MissingFeaturesException e) {
            // As it should be: the id is a name, and there is no such file in the way.
        } catch (DataException e) {
            throw e.in(text.place());
        }
    }

    /** How many cues of subtitles have no text, and are left out. */
    public int empty() {
        return empty;
    }

    /** How many texts there are. */
    public int texts() {
        return texts;
    }

    /** How many of them start a shot; if none does, each video is one. */
    public int starts() {
        return starts;
    }

    /**
     * Writes a file for each video, its texts in order of time; the folder is there when all of them are.
     *
     * @param output must not exist, or be empty
     * @return how many videos there are
     * @throws DataException if there is no text, or the folder cannot be written
     */
    public int write(Path output) {
        if (videos.isEmpty()) {
            throw new DataException("there are no texts; expected at least one");
        }
        try (PartialFolder partial = PartialFolder.open(output)) {
            try {
                partial.empty();
                for (Map.Entry<String, List<TimedText>> video : videos.entrySet()) {
                    Files.writeString(
                            partial.contents().resolve(video.getKey() + ".json"),
                            lines(video.getValue()),
                            StandardCharsets.UTF_8);
                }
                partial.move();
            } finally {
                partial.delete();
            }
        } catch (IOException e) {
            throw PartialFolder.unwritable(output, e);
        }
        return videos.size();
    }

    private String lines(List<TimedText> texts) {
        StringBuilder lines = new StringBuilder();
        texts.stream()
                .sorted(Comparator.comparingDouble(TimedText::seconds))
                .forEach(text -> lines.append(JSON.createObjectNode()
                                .put("frame_start_id", Math.round(text.seconds() * fps))
                                .put("narration", text.text()))
                        .append('\n'));
        return lines.toString();
    }
}
