package io.github.osgnet4j.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.submission.Prediction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What one {@link Shard} of a job answered, as a file that {@link ShardMerge} reads: JSON lines, each with a checksum. The
 * first names the job and the shard, the last says how many answers there are; each other is a query with its place in the
 * order of the whole job and its windows, or the reason for none.
 */
public final class ShardFile {

    /** The fact of a job that says whether all steps of a video decided the order of windows: true or false. */
    public static final String SEQUENCE = "--sequence";

    static final String FORMAT = "osgnet-shard-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ShardFile() {}

    /**
     * Writes the file.
     *
     * @param job what all shards of the job have in common
     * @param all queries of the job, in the order of the submission
     * @param own queries of the shard
     * @param answers to {@code own}, in their order
     * @throws io.github.osgnet4j.data.DataException if it cannot be written; there is none then
     */
    public static void write(
            Path file,
            Shard shard,
            Track track,
            Map<String, String> job,
            List<AnnotatedQuery> all,
            List<AnnotatedQuery> own,
            BatchJob.Result answers) {
        ObjectNode head = JSON.createObjectNode().put("format", FORMAT);
        head.put("shard", shard.number()).put("of", shard.count()).put("queries", all.size());
        head.put("track", track.key());
        head.set("job", JSON.valueToTree(job));
        Map<String, Integer> places = new HashMap<>();
        for (AnnotatedQuery q : all) {
            places.put(BatchJob.key(q), places.size());
        }
        FileReplacement.write(file, out -> {
            line(out, head);
            write(out, places, own, answers);
            line(out, JSON.createObjectNode().put("answers", own.size()));
        });
    }

    private static void write(
            OutputStream out, Map<String, Integer> places, List<AnnotatedQuery> own, BatchJob.Result answers)
            throws IOException {
        Iterator<Prediction> predictions = answers.predictions().iterator();
        Iterator<BatchJob.Skipped> skipped = answers.skipped().iterator();
        Prediction next = predictions.hasNext() ? predictions.next() : null;
        for (AnnotatedQuery q : own) {
            ObjectNode node = JSON.createObjectNode().put("place", places.get(BatchJob.key(q)));
            if (next != null
                    && next.queryId().equals(q.queryId())
                    && next.clipUid().equals(q.videoId())) {
                write(node, next);
                next = predictions.hasNext() ? predictions.next() : null;
            } else {
                node.put("query", q.queryId()).put("missing", skipped.next().reason());
            }
            line(out, node);
        }
    }

    private static void write(ObjectNode node, Prediction p) {
        node.put("query_idx", p.queryIdx())
                .put("annotation_uid", p.annotationUid())
                .put("clip_uid", p.clipUid());
        ArrayNode windows = node.putArray("windows");
        p.windows().forEach(w -> windows.addArray().add(w.start()).add(w.end()).add(w.score()));
    }

    private static void line(OutputStream out, ObjectNode node) throws IOException {
        out.write(JournalLines.line(node).getBytes(StandardCharsets.UTF_8));
    }
}
