package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.UnknownVideoException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A video that a {@link io.github.osgnet4j.runtime.service.GroundingService} can load when it needs the features,
 * which is when the cache does not hold the encoded video. A {@link VideoInput} is one, and so is a {@link VideoStream}.
 */
public interface VideoSource {

    /** Names the video: the cache keeps one encoding per id, so two videos must not share one. */
    String id();

    /** Tells states of one video apart: an encoding of another version is not used. */
    default long version() {
        return 0;
    }

    /**
     * The features. Called on a thread of the service, once for all requests that wait for the same video; what it throws
     * fails the request. Nobody interrupts it: a request that is cancelled meanwhile keeps its worker until it returns.
     */
    VideoInput load();

    /**
     * A video whose features are read when they are needed.
     *
     * @param id of the video
     * @param features gives the features
     */
    static VideoSource of(String id, Supplier<VideoInput> features) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(features, "features");
        return new VideoSource() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public VideoInput load() {
                return features.get();
            }
        };
    }

    /**
     * A video, of any version, that the service has encoded before. A request for it fails with
     * {@link UnknownVideoException} where the cache does not hold it any more.
     */
    static VideoSource encoded(String id) {
        return new CachedOnly(Objects.requireNonNull(id, "id"));
    }

    /**
     * A video without features.
     *
     * @param id of the video
     */
    record CachedOnly(String id) implements VideoSource {
        @Override
        public VideoInput load() {
            throw new UnknownVideoException(id);
        }
    }
}
