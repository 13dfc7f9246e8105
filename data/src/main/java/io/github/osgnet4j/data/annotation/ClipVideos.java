package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.data.config.Track;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which clips are parts of one video. Their queries are not independent of each other, which counts where something is drawn or split.
 *
 * @param videos by clip; a clip that is not here is a video of its own
 */
public record ClipVideos(Map<String, String> videos) {

    /** Copies the map. */
    public ClipVideos {
        videos = Map.copyOf(videos);
    }

    /**
     * Reads the file that {@link GroundTruth#read} reads.
     *
     * @param file for {@link Track#NLQ} the challenge's JSON; for {@link Track#GOAL_STEP} it is not opened, as clips are videos there
     * @throws io.github.osgnet4j.data.DataException naming file and place if it is not that
     */
    public static ClipVideos read(Path file, Track track) {
        Map<String, String> videos = new HashMap<>();
        if (track == Track.NLQ) {
            for (JsonFields video : GroundTruth.document(file).objects("videos")) {
                for (JsonFields clip : video.objects("clips")) {
                    String id = clip.text("clip_uid");
                    videos.put(id, video.text("video_uid", id));
                }
            }
        }
        return new ClipVideos(videos);
    }

    /** The video of a clip, the clip itself where the file does not say. */
    public String of(String clipUid) {
        return videos.getOrDefault(clipUid, clipUid);
    }
}
