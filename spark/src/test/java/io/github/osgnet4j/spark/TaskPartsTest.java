package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskPartsTest {

    @Test
    void tasksHaveAboutTheSameWorkAndTheLongestIsFirst() {
        Map<String, Long> work = Map.of("a", 9L, "b", 5L, "c", 5L, "d", 2L, "e", 1L);

        List<Long> sums = TaskParts.of(work, 2).stream()
                .map(part -> part.stream().mapToLong(work::get).sum())
                .toList();

        assertEquals(List.of(11L, 11L), sums);
        assertEquals(List.of("a"), TaskParts.of(work, 9).get(0));
        assertEquals(5, TaskParts.of(work, 9).size());
        assertEquals(List.of(), TaskParts.of(Map.of(), 3));
    }
}
