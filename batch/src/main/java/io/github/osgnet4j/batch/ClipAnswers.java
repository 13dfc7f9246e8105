package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers to all queries of one clip as a file of their own, for jobs whose clips are answered by many processes: the
 * lines of a {@link Journal}, all of them or none.
 */
public final class ClipAnswers {

    private ClipAnswers() {}

    /**
     * The bytes of the file; equal for equal answers.
     *
     * @param facts of the job, as {@link JobIdentity#facts} gives them
     */
    public static byte[] file(Map<String, String> facts, List<JournalEntry> answers) {
        return (JournalText.job(facts) + JournalText.answers(answers)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file.
     *
     * @param name of the file, for messages
     * @param job whose answers they must be
     * @param clip its queries
     * @throws BatchException if it is the file of another job, damaged, or does not answer each query of the clip once
     */
    public static List<JournalEntry> read(String name, byte[] file, JobIdentity job, List<AnnotatedQuery> clip) {
        JournalReader reader = new JournalReader(
                name, new JournalLines(new ByteArrayInputStream(file)), JournalText.clipSeconds(clip), true);
        try {
            Optional<Map<String, String>> facts = reader.job();
            if (facts.isPresent()) {
                JournalText.requireSame(name, facts.get(), job);
                Map<String, JournalEntry> answers = reader.answers();
                if (answers.size() == clip.size() && reader.end() == file.length) {
                    return List.copyOf(answers.values());
                }
            }
            throw new BatchException(name + " is not whole; delete it to have its clip answered again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
