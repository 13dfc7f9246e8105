package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.submission.Prediction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers of a job, in whatever order and wherever they were computed, as a {@link BatchJob.Result} in the order of
 * its queries. Not for several threads at once.
 */
public final class JobAnswers {

    private final List<AnnotatedQuery> queries;
    private final Map<String, JournalEntry> answers;

    /**
     * Of a job without answers so far.
     *
     * @param queries in the order of the submission, as {@link BatchJob#select} gives them
     */
    public JobAnswers(List<AnnotatedQuery> queries) {
        this(queries, new HashMap<>());
    }

    JobAnswers(List<AnnotatedQuery> queries, Map<String, JournalEntry> answers) {
        this.queries = List.copyOf(queries);
        this.answers = answers;
    }

    /** Adds answers, as {@link ClipAnswers} has those of a clip; a later one of the same query counts instead. */
    public void add(List<JournalEntry> some) {
        some.forEach(answer -> answers.put(answer.query(), answer));
    }

    /**
     * All answers in the order of the queries.
     *
     * @throws BatchException if a query has neither an answer nor a reason for none
     */
    public BatchJob.Result result() {
        List<Prediction> predictions = new ArrayList<>();
        List<BatchJob.Skipped> skipped = new ArrayList<>();
        for (AnnotatedQuery q : queries) {
            JournalEntry answer = answers.get(BatchJob.key(q));
            if (answer == null) {
                throw new BatchException("Query " + q.queryId() + " of clip " + q.videoId() + " is not answered");
            } else if (answer.answered()) {
                predictions.add(Prediction.of(q, answer.windows()));
            } else {
                skipped.add(new BatchJob.Skipped(q.queryId(), answer.missing()));
            }
        }
        return new BatchJob.Result(predictions, skipped);
    }
}
