package io.github.osgnet4j.data.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroundTruthTest {
    @TempDir
    Path folder;

    @Test
    void theChallengesJsonIsKeyedByClipAnnotationAndPosition() {
        GroundTruth truth = GroundTruth.read(AnnotationsTest.resource("nlq_val.json"), Track.NLQ);
        String clip = "cc2d7790-67f7-4e52-9fa9-33121c9431a2";
        String annotation = "95441b96-e2ef-4e61-b74f-10ebc2da5b4e";
        assertEquals(Optional.of(List.of(new Segment(78.29272, 80.013))), truth.of(clip, annotation, 1));
        assertEquals(Optional.empty(), truth.of("another", annotation, 1));
        assertEquals(Optional.empty(), truth.of(clip, annotation, 7));
    }

    private static AnnotatedQuery query(String id) {
        return new AnnotatedQuery(
                id, "where?", 480, "cc2d7790-67f7-4e52-9fa9-33121c9431a2", "nlq", List.of(), List.of());
    }

    @Test
    void anAnnotatedQueryHasTheAnswersAndTheKindOfItsSubmission() {
        GroundTruth truth = GroundTruth.read(AnnotationsTest.resource("nlq_val.json"), Track.NLQ);
        String annotation = "95441b96-e2ef-4e61-b74f-10ebc2da5b4e";
        assertEquals(Optional.of(List.of(new Segment(78.29272, 80.013))), truth.of(query(annotation + "_1")));
        assertEquals("Place: Where did I put X?", truth.kind(query(annotation + "_0")));
        for (String unknown : List.of(annotation + "_7", "without-an-index", "x_y", "_-1")) {
            assertEquals(Optional.empty(), truth.of(query(unknown)), unknown);
            assertEquals("no template", truth.kind(query(unknown)), unknown);
            assertEquals("nlq", GroundTruth.of(List.of()).kind(query(unknown)), unknown);
        }
    }

    @Test
    void annotationsAreTheirOwnGroundTruth() {
        Path file = AnnotationsTest.resource("goalstep_val.jsonl");
        assertEquals(GroundTruth.read(file, Track.GOAL_STEP), GroundTruth.of(Annotations.read(file)));
    }

    @Test
    void anUnannotatedJsonHasQueriesWithoutAnswers() {
        GroundTruth truth = GroundTruth.read(AnnotationsTest.resource("nlq_test.json"), Track.NLQ);
        assertEquals(8, truth.queries());
        truth.segments().values().forEach(answers -> assertEquals(List.of(), answers));
    }

    @Test
    void jsonLinesAreKeyedByQueryIdAlone() {
        GroundTruth truth = GroundTruth.read(AnnotationsTest.resource("goalstep_val.jsonl"), Track.GOAL_STEP);
        assertEquals(3, truth.queries());
        assertEquals(
                Optional.of(List.of(new Segment(40.40012, 47.56285))),
                truth.of("", "c2d06df7-5d3a-4116-9edb-f1c81a4f669b_0.0210286458333333_5052.921028645834", 1));
    }

    @Test
    void theWrongTrackIsExplained() {
        Path lines = AnnotationsTest.resource("goalstep_val.jsonl");
        DataException e = assertThrows(DataException.class, () -> GroundTruth.read(lines, Track.NLQ));
        assertTrue(e.getMessage().contains("track"), e.getMessage());
        Path json = AnnotationsTest.resource("nlq_val.json");
        assertThrows(DataException.class, () -> GroundTruth.read(json, Track.GOAL_STEP));
    }

    @Test
    void gzipByteOrderMarkAndNumbersThatNobodyUsesAreAccepted() throws IOException {
        String json =
                "\uFEFF{\"videos\": [{\"clips\": [{\"clip_uid\": \"c\", \"video_start_sec\": NaN, \"annotations\":"
                        + " [{\"annotation_uid\": \"a\", \"language_queries\": [{\"clip_start_sec\": 1, \"clip_end_sec\": %s}]}]}]}]}";
        Path file = folder.resolve("gt.json");
        Files.write(file, AnnotationsTest.gzip(AnnotationsTest.bytes(json.formatted("2"))));
        assertEquals(
                Optional.of(List.of(new Segment(1, 2))),
                GroundTruth.read(file, Track.NLQ).of("c", "a", 0));
        Files.writeString(file, json.formatted("NaN"));
        DataException e = assertThrows(DataException.class, () -> GroundTruth.read(file, Track.NLQ));
        assertTrue(
                e.getMessage().contains("language_queries[0], clip_end_sec: expected a number, found NaN"),
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"videos\": 1}",
                "{\"videos\": [1]}",
                "{\"videos\": [{\"clips\": [{\"annotations\": [{\"language_queries\": [{}]}]}]}]}",
                "{\"videos\": [",
                "",
            })
    void whatIsNoGroundTruthIsRefused(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("gt.json"), json);
        DataException e = assertThrows(DataException.class, () -> GroundTruth.read(file, Track.NLQ));
        assertTrue(e.getMessage().contains("gt.json"), e.getMessage());
    }
}
