package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Seconds of the videos of {@code ego4d.json}, and of groups of them: the sum over the group, in its order. */
final class VideoDurations {
    private static final String ID = "video_uid";
    private static final String SECONDS = "duration_sec";

    private final Path file;
    private final Map<String, JsonNode> durations;

    private VideoDurations(Path file, Map<String, JsonNode> durations) {
        this.file = file;
        this.durations = durations;
    }

    /**
     * Reads the durations.
     *
     * @param groups the file of groups; without one, no group has a duration
     * @throws DataException if one lacks its id or duration, or a member of a group is unknown
     */
    static VideoDurations read(Path videos, Optional<Path> groups) {
        VideoDurations durations = new VideoDurations(videos, new HashMap<>());
        new VideoDocument(videos, ID, SECONDS)
                .forEachVideo(video -> durations.durations.put(
                        video.at(ID).text(), video.at(SECONDS).value()));
        groups.map(VideoGroup::read).ifPresent(all -> all.forEach(durations::add));
        return durations;
    }

    private void add(VideoGroup group) {
        PythonNumber sum = PythonNumber.ZERO;
        for (String member : group.members()) {
            sum = sum.plus(of(member, group.place()).number());
        }
        durations.put(group.id(), sum.node());
    }

    /**
     * The duration of a video or group, whatever it is.
     *
     * @param asker the place that names it, for the message
     */
    Place of(String video, String asker) {
        JsonNode duration = durations.get(video);
        if (duration == null) {
            throw new DataException(asker + ": video '" + video + "' is not in " + file
                    + (VideoGroup.isGroup(video) ? ", nor in a file of groups (--groups)" : "")
                    + ", so that its duration is unknown");
        }
        return new Place(file + ": " + SECONDS + " of " + video, duration);
    }
}
