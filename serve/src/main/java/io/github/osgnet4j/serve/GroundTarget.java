package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.VideoSource;
import java.util.Optional;

/**
 * What a request asks about.
 *
 * @param model that answers
 * @param clip of the configured split, if it is one or came from one
 * @param video with a handle, if it is one
 * @param source of its encoding
 */
record GroundTarget(Model model, Optional<Clip> clip, Optional<StoredVideo> video, VideoSource source) {

    /**
     * A clip.
     *
     * @param pointer to the model in the request
     */
    static GroundTarget of(Model model, Clip clip, Catalog catalog, String pointer) {
        if (!model.clips()) {
            throw ProblemException.invalid(
                    pointer, "The configured clips do not fit model " + model.name() + "; send it videos of its own");
        }
        return new GroundTarget(
                model,
                Optional.of(clip),
                Optional.empty(),
                VideoSource.of(clip.id(), () -> catalog.load(clip, clip.id())));
    }

    static GroundTarget of(StoredVideo video) {
        return new GroundTarget(video.model(), video.clip(), Optional.of(video), video.source());
    }

    /** Length of the clip in seconds. */
    double duration() {
        return video.map(StoredVideo::duration)
                .orElseGet(() -> clip.orElseThrow().duration());
    }
}
