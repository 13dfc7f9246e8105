package com.example;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Finds the moments of a video that answer a query. */
public final class Finder implements AutoCloseable {

    private final GroundingService service;

    public Finder(Path bundle) {
        service = GroundingService.builder(bundle)
                .queueCapacity(100)
                .deadline(Duration.ofMinutes(1))
                .open();
    }

    public List<Window> find(
            String clip, double seconds, float[] features, int steps, float[] tokens, int count, int[][] objects) {
        VideoInput video = new VideoInput(clip, features, steps);
        QueryInput query = new QueryInput("query", tokens, count, new StepObjects.Classes(objects));
        return service.ground(video, query, seconds);
    }

    @Override
    public void close() {
        service.close();
    }
}
