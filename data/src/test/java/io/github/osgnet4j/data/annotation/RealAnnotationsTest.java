package io.github.osgnet4j.data.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.Track;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published annotation files at full size, in the folder {@code -Dosgnet.annotations} names. */
@EnabledIfSystemProperty(named = "osgnet.annotations", matches = ".+")
class RealAnnotationsTest {
    private static Path path(String name) {
        return Path.of(System.getProperty("osgnet.annotations"), name);
    }

    @ParameterizedTest
    @CsvSource({
        "goalstep/ego4d_goal_step_test_v2_lemma.jsonl, 5540, 134, false",
        "goalstep/ego4d_goal_step_val_v2_lemma.jsonl, 7696, 134, true",
        "nlq_v1/ego4d_nlq_test_v1_lemma.jsonl, 4004, 333, false",
        "nlq_v1/ego4d_nlq_val_v1_lemma.jsonl, 3874, 328, true",
        "nlq_v2/ego4d_nlq_test_v2_label_lemma.jsonl, 4004, 333, false",
        "nlq_v2/ego4d_nlq_val_v2_label_lemma.jsonl, 4552, 415, true",
        "tacos/test_lemma.jsonl, 4001, 25, true",
        "tacos/train_lemma.jsonl, 9790, 75, true",
        "tacos/val_lemma.jsonl, 4436, 27, true",
    })
    void everyFileHasItsPublishedSize(String name, int queries, int videos, boolean answered) {
        List<AnnotatedQuery> read = Annotations.read(path(name));
        Set<String> ids = new HashSet<>();
        Set<String> videoIds = new HashSet<>();
        for (AnnotatedQuery query : read) {
            ids.add(query.annotationUid() + "_" + query.queryIndex());
            videoIds.add(query.videoId());
            assertEquals(answered ? 1 : 0, query.timestamps().size());
        }
        assertEquals(queries, read.size());
        assertEquals(queries, ids.size());
        assertEquals(videos, videoIds.size());
    }

    @Test
    void theChallengesJsonAnswersEveryQueryOfTheJsonLines() {
        GroundTruth truth = GroundTruth.read(path("nlq_v2/nlq_val.json"), Track.NLQ);
        assertEquals(4554, truth.queries());
        for (AnnotatedQuery query : Annotations.read(path("nlq_v2/ego4d_nlq_val_v2_label_lemma.jsonl"))) {
            assertTrue(truth.of(query.videoId(), query.annotationUid(), query.queryIndex())
                    .isPresent());
        }
    }

    @Test
    void theUnannotatedJsonHasNoAnswers() {
        GroundTruth truth = GroundTruth.read(path("nlq_v2/nlq_test_unannotated.json"), Track.NLQ);
        assertEquals(4005, truth.queries());
        assertTrue(truth.segments().values().stream().allMatch(List::isEmpty));
    }
}
