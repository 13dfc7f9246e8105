package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.UnknownVideoException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A video that a {@link io.github.osgnet4j.runtime.service.GroundingService} can load when it needs the features, that
 * is, when the encoded video is not in the cache. {@link VideoInput} and {@link VideoStream} are implementations.
 */
public interface VideoSource {

    /** The id of the video: the cache keeps one encoding per id, so two videos must not share an id. */
    String id();

    /** The version of the video: encodings of other versions are not used. */
    default long version() {
        return 0;
    }

    /**
     * The features. Called on a thread of the service, once for all requests that wait for the same video; if it
     * throws, the request fails. It is not interrupted: a request that is cancelled meanwhile keeps its worker until
     * this returns.
     */
    VideoInput load();

    /**
     * A video whose features are read on demand.
     *
     * @param id of the video
     * @param features supplies the features
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
     * {@link UnknownVideoException} if it is no longer in the cache.
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
