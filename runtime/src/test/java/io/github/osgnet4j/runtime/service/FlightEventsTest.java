package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {

    @TempDir
    private Path folder;

    @Test
    void theFlightRecorderSeesRequestsEncodingsRunsAndSwaps() throws Exception {
        Path bundle = ServiceFixture.bundle(folder.resolve("bundle"));
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording();
                GroundingService service = GroundingService.open(bundle)) {
            List.of("Request", "Encode", "Run", "Swap")
                    .forEach(name ->
                            recording.enable("io.github.osgnet4j." + name).withoutThreshold());
            recording.start();
            service.ground(new GroundingRequest(video("v", 5), List.of(query("a"), query("b")), DURATION));
            service.swap(bundle);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        RecordedEvent request = only(events, "Request");
        assertEquals("v", request.getString("video"));
        assertEquals(2, request.getInt("queries"));
        assertEquals("ANSWERED", request.getString("outcome"));
        assertEquals("COMPUTED", request.getString("encoding"));
        assertTrue(request.getDuration("run").compareTo(Duration.ZERO) > 0);
        assertEquals(5, only(events, "Encode").getInt("steps"));
        assertEquals(2, named(events, "Run").size());
        assertEquals(bundle.toString(), only(events, "Swap").getString("to"));
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("io.github.osgnet4j." + name))
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = named(events, name);
        assertEquals(1, found.size(), name);
        return found.get(0);
    }
}
