package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.ChallengeQueries;
import io.github.osgnet4j.data.submission.ChallengeQueries.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengeAnnotationsTest {

    private static final String NLQ =
            "{\"version\": \"1\", \"videos\": [{\"video_uid\": \"v\", \"split\": \"test\", \"clips\": [{\"clip_uid\":"
                    + " \"c\", \"video_start_sec\": 10.0, \"video_end_sec\": 110.5, \"clip_start_sec\": 0,"
                    + " \"clip_end_sec\": 100.25, \"annotations\": [{\"language_queries\": [{\"query\": \"Where?\"},"
                    + " {\"query\": \"\"}], \"annotation_uid\": \"a\"}]}]}]}";
    private static final String STEPS =
            "{\"videos\": [{\"video_uid\": \"v\", \"step_segments\": [{\"step_description\": \"cut\","
                    + " \"segment_count\": 1}, {\"step_description\": \"stir\"}]}, {\"video_uid\": \"w\","
                    + " \"step_segments\": []}]}";

    @TempDir
    Path folder;

    private ChallengeQueries read(String text, Optional<Track> track) throws IOException {
        Path file = Files.writeString(folder.resolve("test"), text);
        return ChallengeAnnotations.read(file, track, Optional.empty(), Optional.empty());
    }

    private ChallengeQueries read(String text) throws IOException {
        return read(text, Optional.empty());
    }

    @Test
    void nlqHasClipsAnnotationsAndTheLongerOfTheTwoLengthsOfAClip() throws IOException {
        OptionalDouble seconds = OptionalDouble.of(100.5);
        assertEquals(
                new ChallengeQueries(
                        Track.NLQ,
                        Map.of(
                                new Key("c", "a", 0), new Asked(seconds, true),
                                new Key("c", "a", 1), new Asked(seconds, false))),
                read(NLQ));
    }

    @Test
    void inGoalStepClipAndAnnotationAreTheVideo() throws IOException {
        ChallengeQueries queries = read(STEPS);
        assertEquals(Track.GOAL_STEP, queries.track());
        Asked unknown = new Asked(OptionalDouble.empty(), true);
        assertEquals(Map.of(new Key("v", "v", 0), unknown, new Key("v", "v", 1), unknown), queries.queries());
        assertTrue(queries.lacksDurations());
    }

    @Test
    void theDurationsOfGoalStepAreThoseOfTheVideos() throws IOException {
        Path videos = Files.writeString(
                folder.resolve("ego4d.json"), "{\"videos\": [{\"video_uid\": \"v\", \"duration_sec\": 7.5}]}");
        Path file = Files.writeString(folder.resolve("test.json"), STEPS);
        ChallengeQueries queries =
                ChallengeAnnotations.read(file, Optional.empty(), Optional.of(videos), Optional.empty());
        assertEquals(
                OptionalDouble.of(7.5),
                queries.queries().get(new Key("v", "v", 1)).seconds());
        assertFalse(queries.lacksDurations());
    }

    @Test
    void linesAreOfTheTrackOfTheirType() throws IOException {
        String line = "{\"query\": \"cut\", \"query_id\": \"v_w_12\", \"duration\": 30, \"video_id\": \"v\","
                + " \"query_type\": \"%s\"}";
        ChallengeQueries steps = read(String.format(line, "goal_step"));
        assertEquals(Track.GOAL_STEP, steps.track());
        assertEquals(Map.of(new Key("v", "v_w", 12), new Asked(OptionalDouble.of(30), true)), steps.queries());
        assertEquals(Track.NLQ, read(String.format(line, "nlq")).track());
        assertEquals(
                Track.NLQ,
                read(String.format(line, "goal_step"), Optional.of(Track.NLQ)).track());
    }

    @Test
    void whatIsNeitherIsRefusedWithThePlace() throws IOException {
        for (String text : new String[] {
            "",
            "7",
            "[]",
            "{}",
            "{\"videos\": 7}",
            "{\"videos\": []}",
            "{\"videos\": [{}]}",
            NLQ.substring(0, 100),
            "{\"videos\""
        }) {
            DataException refused = assertThrows(DataException.class, () -> read(text), text);
            assertTrue(refused.getMessage().startsWith(folder.resolve("test").toString()), refused.getMessage());
        }
        assertThrows(DataException.class, () -> read(STEPS, Optional.of(Track.NLQ)));
        String twice = NLQ.replace(
                "\"annotation_uid\": \"a\"}]",
                "\"annotation_uid\": \"a\"}, {\"annotation_uid\": \"a\","
                        + " \"language_queries\": [{\"query\": \"x\"}]}]");
        assertTrue(assertThrows(DataException.class, () -> read(twice))
                .getMessage()
                .contains("twice"));
    }
}
