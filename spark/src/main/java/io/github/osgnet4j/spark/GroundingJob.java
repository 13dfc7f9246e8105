package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.ClipAnswers;
import io.github.osgnet4j.batch.JobAnswers;
import io.github.osgnet4j.batch.JournalEntry;
import io.github.osgnet4j.batch.Shard;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The driver's side of the job. The clips whose answers are not in the folder yet become tasks; when all are there, they
 * are read back in the order of the queries.
 */
final class GroundingJob {

    private static final long POLL_MILLIS = 200;

    private final JavaSparkContext spark;
    private final GroundingSettings settings;
    private final JobIdentity identity;
    private final AnswerFolder folder;
    private final List<AnnotatedQuery> queries;
    private final Map<String, List<AnnotatedQuery>> clips;
    private final JobAnswers answers;
    private long before;
    private final Map<String, Long> open = new LinkedHashMap<>();

    /**
     * A job.
     *
     * @param folder of its answers, which this driver has for itself
     * @param identity all that decides its answers
     * @param queries in the order of the predictions
     * @param rate of the video features
     * @param resume whether answers of an earlier run count; otherwise there must be none
     * @throws SparkJobException if there are answers and they may not be used
     * @throws io.github.osgnet4j.batch.BatchException if they are those of another job, or damaged
     */
    GroundingJob(
            JavaSparkContext spark,
            GroundingSettings settings,
            AnswerFolder folder,
            JobIdentity identity,
            List<AnnotatedQuery> queries,
            FeatureRate rate,
            boolean resume) {
        this.spark = spark;
        this.settings = settings;
        this.identity = identity;
        this.folder = folder;
        this.queries = queries;
        this.answers = new JobAnswers(queries);
        this.clips = queries.stream()
                .collect(Collectors.groupingBy(AnnotatedQuery::videoId, LinkedHashMap::new, Collectors.toList()));
        Set<String> answered = folder.answered(clips.keySet());
        if (!answered.isEmpty() && !resume) {
            throw new SparkJobException(settings.answers() + " holds the answers of a run with the same bundle, "
                    + answered.size() + " clips of " + clips.size()
                    + "; add --resume to use them, or delete it to start again");
        }
        clips.forEach((clip, asked) -> {
            List<JournalEntry> earlier = answered.contains(clip) ? read(clip) : List.of();
            // What was left out may be answered now, unless it may be left out again.
            boolean done = answered.contains(clip)
                    && (settings.skipUnusable() || earlier.stream().allMatch(JournalEntry::answered));
            if (done) {
                answers.add(earlier);
                before += earlier.size();
            } else {
                if (answered.contains(clip)) {
                    folder.delete(clip);
                }
                open.put(clip, Shard.work(asked, rate));
            }
        });
    }

    /** How many queries it has. */
    int size() {
        return queries.size();
    }

    /** How many of them earlier runs have answered. */
    long done() {
        return before;
    }

    /**
     * Answers what is not answered yet.
     *
     * @param parts tasks; 0 to choose by the cluster's processors
     * @param progress is told now and then how many queries are done
     * @throws SparkJobException if a task cannot do its work, whoever tries
     */
    BatchJob.Result run(int parts, LongConsumer progress) {
        if (!open.isEmpty()) {
            int wanted = parts > 0 ? parts : TaskParts.PER_CORE * spark.defaultParallelism();
            String mark = folder.mark();
            try {
                distribute(TaskParts.of(open, wanted), mark, progress);
            } finally {
                folder.unmark(mark);
            }
        }
        open.keySet().forEach(clip -> answers.add(read(clip)));
        return answers.result();
    }

    private void distribute(List<ArrayList<String>> parts, String mark, LongConsumer progress) {
        LongAccumulator done = spark.sc().longAccumulator("queries");
        CollectionAccumulator<String> failures = spark.sc().collectionAccumulator("failures");
        GroundClips task = new GroundClips(
                spark.broadcast(settings),
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
                mark,
                done,
                failures);
        JavaFutureAction<Void> action = spark.parallelize(parts, parts.size()).foreachPartitionAsync(task);
        boolean running = true;
        while (running) {
            running = !await(action);
            progress.accept(done() + done.value());
            if (!failures.value().isEmpty()) {
                action.cancel(true);
                throw new SparkJobException(failures.value().get(0));
            }
        }
    }

    /** Waits for a moment: whether it has ended. */
    private static boolean await(JavaFutureAction<Void> action) {
        try {
            action.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            action.cancel(true);
            Thread.currentThread().interrupt();
            throw new SparkJobException("The job was interrupted; the same command with --resume goes on", e);
        } catch (ExecutionException e) {
            // Spark's message goes on with the trace of the task that failed.
            String reason = String.valueOf(e.getCause().getMessage())
                    .lines()
                    .findFirst()
                    .orElse("");
            throw new SparkJobException(
                    reason + "; the answers so far are kept, the same command with --resume goes on", e);
        }
    }

    private List<JournalEntry> read(String clip) {
        byte[] file = folder.read(clip)
                .orElseThrow(() -> new SparkJobException("The answers of clip " + clip
                        + " are not in " + folder.place(clip)
                        + " as this machine sees it; give --answers a folder that all"
                        + " machines see"));
        return ClipAnswers.read(folder.place(clip), file, identity, clips.get(clip));
    }

    /** Removes the answers, once their submission is written. */
    void forget() {
        folder.clear();
    }
}
