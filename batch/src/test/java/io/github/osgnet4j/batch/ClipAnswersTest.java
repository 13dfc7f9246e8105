package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.postprocess.Window;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipAnswersTest {

    private static final JobIdentity JOB = new JobIdentity().with("bundle", "a").with("top-k", 5);
    private static final List<AnnotatedQuery> CLIP = List.of(query(0), query(1));
    private static final List<JournalEntry> ANSWERS = List.of(
            JournalEntry.answered(query(0), List.of(new Window(1.5, 3.25, 0.75), new Window(0, 10, 1e-9))),
            JournalEntry.missing(query(1), "Query 'a_1': no tokens"));
    private static final byte[] FILE = ClipAnswers.file(JOB.facts(), ANSWERS);

    private static AnnotatedQuery query(int index) {
        return new AnnotatedQuery("a_" + index, "", 10, "clip", "nlq", List.of(), List.of());
    }

    private static String refusal(byte[] file, JobIdentity job, List<AnnotatedQuery> clip) {
        return assertThrows(BatchException.class, () -> ClipAnswers.read("clip.jsonl", file, job, clip))
                .getMessage();
    }

    @Test
    void whatIsReadIsWhatWasWrittenBitByBit() {
        assertEquals(ANSWERS, ClipAnswers.read("clip.jsonl", FILE, JOB, CLIP));
    }

    @Test
    void answersThatAreCutOffAtAnyByteAreNoAnswers() {
        for (int length = 0; length < FILE.length; length++) {
            String message = refusal(Arrays.copyOf(FILE, length), JOB, CLIP);
            assertEquals("clip.jsonl is not whole; delete it to have its clip answered again", message);
        }
    }

    @Test
    void answersOfAnotherJobOrClipAreRefused() {
        assertEquals(
                "clip.jsonl belongs to another job: top-k was 5, is now 3. Delete it to start again, or give the same"
                        + " command with the same data",
                refusal(FILE, new JobIdentity().with("bundle", "a").with("top-k", 3), CLIP));
        assertTrue(refusal(FILE, JOB, List.of(query(0))).contains("the job has no query 'clip/a_1'"));
        assertTrue(refusal(FILE, JOB, List.of(query(0), query(1), query(2))).contains("is not whole"));
    }

    @Test
    void aChangedNumberIsFoundByItsChecksum() {
        String changed = new String(FILE, StandardCharsets.UTF_8).replace("3.25", "3.75");
        String message = refusal(changed.getBytes(StandardCharsets.UTF_8), JOB, CLIP);
        assertTrue(message.startsWith("clip.jsonl: line 2 is damaged: its checksum does not agree"), message);
    }
}
