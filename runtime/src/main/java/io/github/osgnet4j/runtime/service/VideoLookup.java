package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
import io.github.osgnet4j.runtime.service.RequestReport.Encoding;
import io.github.osgnet4j.runtime.service.StepListener.Step;
import io.github.osgnet4j.runtime.service.VideoCache.Found;
import io.github.osgnet4j.runtime.service.VideoCache.Hit;
import io.github.osgnet4j.runtime.service.VideoCache.Key;
import io.github.osgnet4j.runtime.service.VideoCache.Miss;
import io.github.osgnet4j.runtime.service.VideoCache.Wait;
import java.util.Optional;
import java.util.function.Consumer;

/** How a request gets its encoded video: out of the cache, from another request, or by encoding it. */
final class VideoLookup {

    private final VideoSource source;
    private final ServiceParts parts;
    private final RequestClock clock;
    private final RequestSteps steps;

    VideoLookup(VideoSource source, ServiceParts parts, RequestClock clock, RequestSteps steps) {
        this.source = source;
        this.parts = parts;
        this.clock = clock;
        this.steps = steps;
    }

    /**
     * The video, or nothing if another request is encoding it and this one has to wait.
     *
     * @param run to encode in
     * @param shared what another request has encoded meanwhile
     * @param wait called where nothing is returned
     */
    Optional<EncodedVideo> find(RequestRun run, Optional<EncodedVideo> shared, Consumer<VideoCache.Encoding> wait) {
        String graph = run.grounder().videoGraphHash();
        if (shared.isPresent() && shared.get().graph().equals(graph)) {
            clock.encoding(Encoding.SHARED);
            return shared;
        }
        Found found = source instanceof VideoSource.CachedOnly
                ? parts.cache().findAny(source.id(), graph)
                : parts.cache().find(new Key(source.id(), source.version(), graph));
        if (found instanceof Hit hit) {
            clock.encoding(Encoding.CACHED);
            return Optional.of(hit.video());
        }
        if (found instanceof Miss miss) {
            clock.encoding(Encoding.COMPUTED);
            return Optional.of(encode(run, miss.encoding()));
        }
        wait.accept(((Wait) found).encoding());
        return Optional.empty();
    }

    private EncodedVideo encode(RequestRun run, VideoCache.Encoding encoding) {
        Optional<EncodedVideo> video = Optional.empty();
        try {
            video = Optional.of(clock.encode(() -> steps.run(Step.ENCODE, () -> encode(run))));
            return video.get();
        } finally {
            if (video.isPresent()) {
                parts.cache().done(encoding, video.get());
            } else {
                parts.cache().failed(encoding);
            }
        }
    }

    private EncodedVideo encode(RequestRun run) {
        FlightEvents.Encode event = new FlightEvents.Encode();
        event.begin();
        VideoInput input = source.load();
        int limit = parts.settings().maxSteps();
        if (input.steps() > limit) {
            throw new VideoTooLongException(input.id(), input.steps(), limit);
        }
        EncodedVideo video = run.run(() -> run.grounder().encode(input));
        event.end();
        if (event.shouldCommit()) {
            event.video = input.id();
            event.steps = input.steps();
            event.commit();
        }
        return video;
    }
}
