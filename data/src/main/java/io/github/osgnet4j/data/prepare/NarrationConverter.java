package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The narrations of {@code egoclip.csv} inside the clips of some annotations as rows for pretraining, the way
 * {@code ego4d_data_narration/create_pretrain_data_from_egoclip.py} and {@code filter_missing_video.py} of GroundNLQ make them. The one
 * difference: a narration without text, which the script writes as bare {@code NaN}, is left out.
 */
public final class NarrationConverter {
    private static final String VIDEO = "video_uid";
    private static final String CLIPS = "clips";
    private static final String CLIP = "clip_uid";
    private static final String FROM = "video_start_sec";
    private static final String TO = "video_end_sec";

    /** When a clip starts and ends in its video, in seconds. */
    private record Bounds(double start, double end) {
        boolean hold(double from, double to) {
            return from > start && to < end;
        }
    }

    private final List<Place> videos = new ArrayList<>();
    private final Map<String, List<Bounds>> bounds = new HashMap<>();
    private final Tally tally = new Tally("rows", CLIPS, "narrations read");

    private NarrationConverter() {}

    /**
     * Writes the rows of all clips, in the order of the files; of clips with one id the first counts. A narration may be in several clips.
     *
     * @param egoClip tab-separated, plain or in gzip
     * @param annotations JSON of Ego4D's challenges, in the order nlq, moments, vq
     * @param excluded ids of clips that get no rows
     * @param everyMebi is run after each 2^20 bytes of the table
     * @throws DataException naming file and place where a column, a key or a time is missing or no number, a source is neither
     *     {@code narration_pass_1} nor {@code narration_pass_2}, or no narration belongs to any of the videos; the target is then as it was
     */
    public static Tally convert(
            Path egoClip, List<Path> annotations, Set<String> excluded, Path target, Runnable everyMebi) {
        NarrationConverter converter = new NarrationConverter();
        for (Path file : annotations) {
            new VideoDocument(file, VIDEO, CLIPS, CLIP, FROM, TO).forEachVideo(converter::remember);
        }
        EgoClip narrations =
                EgoClip.read(egoClip, converter.bounds::containsKey, converter::isInAClip, converter.tally, everyMebi);
        List<ClipNarrations> clips = converter.take(narrations);
        if (clips.isEmpty()) {
            throw new DataException(egoClip + ": has no narration of any video with clips in "
                    + annotations.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + "; do the files belong together?");
        }
        FileReplacement.write(
                target,
                out -> converter.write(clips, excluded, new NarrationRows(clips, narrations), new RowWriter(out)));
        return converter.tally;
    }

    /** What is wrong with clips is said once it is known that their video has narrations, and not at all otherwise. */
    private void remember(Place video) {
        videos.add(video);
        List<Bounds> known = bounds.computeIfAbsent(video.at(VIDEO).text(), id -> new ArrayList<>());
        if (!video.has(CLIPS) || !video.at(CLIPS).value().isArray()) {
            return;
        }
        for (Place clip : video.at(CLIPS).elements()) {
            double start = clip.value().path(FROM).asDouble(Double.NaN);
            double end = clip.value().path(TO).asDouble(Double.NaN);
            known.add(new Bounds(start, end));
        }
    }

    private boolean isInAClip(String video, double start, double end) {
        return bounds.get(video).stream().anyMatch(clip -> clip.hold(start, end));
    }

    private List<ClipNarrations> take(EgoClip narrations) {
        Set<String> taken = new HashSet<>();
        List<ClipNarrations> clips = new ArrayList<>();
        for (Place video : videos) {
            String id = video.at(VIDEO).text();
            if (!narrations.has(id)) {
                continue;
            }
            for (Place clip : video.at(CLIPS).elements()) {
                if (taken.add(clip.at(CLIP).text())) {
                    clips.add(clip(clip, narrations.of(id)));
                }
            }
        }
        return clips;
    }

    private static ClipNarrations clip(Place clip, List<EgoClip.Narration> ofVideo) {
        PythonNumber start = clip.at(FROM).number();
        Bounds bounds = new Bounds(start.value(), clip.at(TO).number().value());
        List<EgoClip.Narration> inside = ofVideo.stream()
                .filter(narration -> bounds.hold(narration.start(), narration.end()))
                .toList();
        return new ClipNarrations(clip.at(CLIP).text(), start, clip.at(TO).minus(clip.at(FROM)), inside);
    }

    private void write(List<ClipNarrations> clips, Set<String> excluded, NarrationRows rows, RowWriter writer)
            throws IOException {
        for (ClipNarrations clip : clips) {
            tally.count(CLIPS);
            for (EgoClip.Narration narration : clip.narrations()) {
                QueryRow row = rows.row(clip, narration);
                if (excluded.contains(clip.id())) {
                    tally.leaveOut("in excluded clips");
                } else if (PandasField.missing(narration.text())) {
                    tally.leaveOut("without clip_text");
                } else {
                    writer.write(row.json());
                    tally.count("rows");
                }
            }
        }
    }
}
