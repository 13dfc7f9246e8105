package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.util.List;
import org.junit.jupiter.api.Test;

class VideoQueriesTest {
    private static AnnotatedQuery query(String id, String video) {
        return new AnnotatedQuery(id, "", 1, video, "nlq", List.of(), List.of());
    }

    @Test
    void theLastRunOfAVideoCounts() {
        VideoQueries queries = new VideoQueries();
        List.of(query("1", "a"), query("2", "a"), query("3", "b"), query("4", "a"))
                .forEach(queries::add);
        assertEquals(List.of(query("4", "a")), queries.of("a"));
        assertEquals(List.of(query("3", "b")), queries.of("b"));
        assertEquals(List.of(), queries.of("c"));
    }

    @Test
    void anotherFileStartsAnotherRun() {
        VideoQueries queries = new VideoQueries();
        queries.add(query("1", "a"));
        queries.endFile();
        queries.add(query("2", "a"));
        assertEquals(List.of(query("2", "a")), queries.of("a"));
    }
}
