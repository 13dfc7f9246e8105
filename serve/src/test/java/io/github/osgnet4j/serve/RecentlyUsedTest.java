package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.runtime.QueryInput;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

    @Test
    void whatWasUsedLongestAgoMakesRoom() {
        RecentlyUsed<String, Integer> kept = new RecentlyUsed<>(10, Integer::longValue);
        kept.put("a", 4);
        kept.put("b", 4);
        assertEquals(Optional.of(4), kept.get("a"));
        kept.put("c", 5);
        assertEquals(Optional.empty(), kept.get("b"));
        assertEquals(Optional.of(4), kept.get("a"));
        kept.put("c", 6);
        assertEquals(10, kept.bytes());
        kept.put("large", 99);
        assertEquals(Optional.of(99), kept.get("large"), "one alone may take more");
        assertEquals(99, kept.bytes());
        assertEquals(99, kept.get("large", () -> 1));
        assertEquals(1, kept.get("small", () -> 1));
        assertEquals(Optional.of(1), kept.get("small"));
    }

    @Test
    void aQueryIsReadOnceAndIsThatOfTheDataset() {
        try (Catalog catalog = new Catalog(Dataset.open(Demo.CONFIG, Dataset.Split.VAL), 1)) {
            AnnotatedQuery query = catalog.dataset().queries().get(0);
            QueryInput input = catalog.query(query);
            assertSame(input, catalog.query(query));
            assertEquals(query.queryId(), input.id());
            assertEquals(catalog.dataset().query(query).tokens(), input.tokenCount());
        }
    }
}
