package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.BatchException;
import io.github.osgnet4j.batch.ClipAnswers;
import io.github.osgnet4j.batch.ClipGrounder;
import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.batch.UnusableDataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** The task: answers the queries of some clips, and leaves the answers of each in the job's folder. */
final class GroundClips implements VoidFunction<Iterator<ArrayList<String>>> {

    private static final long serialVersionUID = 1L;

    private final Broadcast<GroundingSettings> settings;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final String mark;
    private final LongAccumulator queries;
    private final CollectionAccumulator<String> failures;

    /**
     * A task.
     *
     * @param mark of the folder of the answers as the driver sees it
     * @param queries counts those that are done
     * @param failures takes what another attempt would not change
     */
    GroundClips(
            Broadcast<GroundingSettings> settings,
            Broadcast<SerializableConfiguration> hadoop,
            String mark,
            LongAccumulator queries,
            CollectionAccumulator<String> failures) {
        this.settings = settings;
        this.hadoop = hadoop;
        this.mark = mark;
        this.queries = queries;
        this.failures = failures;
    }

    @Override
    public void call(Iterator<ArrayList<String>> parts) {
        List<String> clips = new ArrayList<>();
        parts.forEachRemaining(clips::addAll);
        TaskContext task = TaskContext.get();
        int threads = task.cpus();
        try {
            queries.add(UninterruptedWork.run(task::isInterrupted, ended -> ground(clips, threads, ended)));
        } catch (UnusableDataException e) {
            failures.add(e.getMessage() + "; --on-unusable skip leaves such queries out");
        } catch (BatchException e) {
            // All else may be the matter of this machine or moment, and Spark tries again.
            failures.add(e.getMessage());
        }
    }

    /** How many queries were answered. */
    private long ground(List<String> clips, int threads, BooleanSupplier ended) {
        GroundingSettings job = settings.value();
        AnswerFolder folder =
                new AnswerFolder(job.answers(), job.bundle(), hadoop.value().value());
        if (!folder.sees(mark)) {
            failures.add("Machine " + Machine.name() + " does not see the folder of the answers, " + folder
                    + ", as the driver does; give --answers a folder that all machines see");
            return 0;
        }
        long count = 0;
        try (PerJvm<?, ConfiguredData>.Lease data = ConfiguredData.of(job);
                PerJvm<?, Grounder>.Lease grounder = job.bundle().grounder(job.provider(), threads)) {
            Optional<String> otherScan = otherScan(job, grounder.value());
            if (otherScan.isPresent()) {
                failures.add(otherScan.get());
                return 0;
            }
            OptionalInt topK = job.topK() == 0 ? OptionalInt.empty() : OptionalInt.of(job.topK());
            ClipGrounder clipGrounder =
                    new ClipGrounder(data.value().inputs(), grounder.value(), topK, job.skipUnusable());
            for (String clip : clips) {
                if (ended.getAsBoolean()) {
                    break;
                }
                List<AnnotatedQuery> asked = data.value().queries(clip);
                // Another attempt may have come so far.
                if (!folder.has(clip)) {
                    folder.write(clip, ClipAnswers.file(job.facts(), clipGrounder.ground(asked)));
                }
                count += asked.size();
            }
        }
        return count;
    }

    /** Answers of one job are of one form of the scan, whoever gives them. */
    private static Optional<String> otherScan(GroundingSettings job, Grounder grounder) {
        boolean wanted = job.facts().containsKey(GroundingIdentity.NATIVE_SCAN);
        if (grounder.provider() != Provider.CPU || grounder.hasNativeScan() == wanted) {
            return Optional.empty();
        }
        return Optional.of("The scan is " + (wanted ? "nodes of the graphs" : "native code") + " on machine "
                + Machine.name() + " and not on the driver's; set OSGNET_SCAN=onnx for the driver and"
                + " spark.executorEnv.OSGNET_SCAN=onnx for the executors, or make it native on all machines");
    }
}
