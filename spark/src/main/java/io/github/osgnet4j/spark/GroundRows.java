package io.github.osgnet4j.spark;

import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Answers the queries of videos, each of which comes with all its queries. */
final class GroundRows implements FlatMapFunction<Iterator<Tuple2<String, Tuple2<Iterable<Row>, Iterable<Row>>>>, Row> {

    private static final long serialVersionUID = 1L;

    private final BundleOnMachine bundle;
    private final Provider provider;
    private final int topK;
    private final boolean skipUnusable;
    private final VideoColumns videos;
    private final QueryColumns queries;

    /**
     * Answers with a bundle.
     *
     * @param topK maximum number of windows per query; 0 for the bundle's own number
     * @param skipUnusable whether a query that cannot be answered becomes a row that says why; otherwise the task fails
     */
    GroundRows(
            BundleOnMachine bundle,
            Provider provider,
            int topK,
            boolean skipUnusable,
            VideoColumns videos,
            QueryColumns queries) {
        this.bundle = bundle;
        this.provider = provider;
        this.topK = topK;
        this.skipUnusable = skipUnusable;
        this.videos = videos;
        this.queries = queries;
    }

    @Override
    public Iterator<Row> call(Iterator<Tuple2<String, Tuple2<Iterable<Row>, Iterable<Row>>>> groups) {
        TaskContext task = TaskContext.get();
        PerJvm<?, Grounder>.Lease lease = bundle.grounder(provider, task.cpus());
        task.addTaskCompletionListener((TaskCompletionListener) ended -> lease.close());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(groups, 0), false)
                .flatMap(group -> ground(
                        lease.value(), group._1(), group._2()._1(), group._2()._2())
                        .stream())
                .iterator();
    }

    private List<Row> ground(Grounder grounder, String id, Iterable<Row> asked, Iterable<Row> found) {
        List<Row> answers = new ArrayList<>();
        if (!asked.iterator().hasNext()) {
            return answers;
        }
        EncodedVideo video;
        double duration;
        try {
            Iterator<Row> rows = found.iterator();
            if (!rows.hasNext()) {
                throw new UnusableRowException(
                        id.equals(QueryColumns.NO_VIDEO)
                                ? "Video '' is not among the videos, for the query has none"
                                : "Video '" + id + "' is not among the videos");
            }
            Row row = rows.next();
            duration = videos.duration(row);
            video = grounder.encode(videos.input(row));
        } catch (UnusableRowException | InputException | NotFiniteException e) {
            String reason = unusable(e);
            asked.forEach(query -> answers.add(answer(queries.id(query), null, reason)));
            return answers;
        }
        for (Row query : asked) {
            answers.add(answer(grounder, video, duration, query));
        }
        return answers;
    }

    private Row answer(Grounder grounder, EncodedVideo video, double duration, Row query) {
        Dimensions d = grounder.manifest().dimensions();
        try {
            int most = topK == 0 ? grounder.manifest().ranking().maxWindows() : topK;
            List<Window> windows =
                    grounder.ground(video, queries.input(query, d.textDim(), d.objectDim()), duration, most);
            Row[] rows = windows.stream()
                    .map(w -> RowFactory.create(w.start(), w.end(), w.score()))
                    .toArray(Row[]::new);
            return answer(queries.id(query), rows, null);
        } catch (UnusableRowException | InputException | NotFiniteException | PostprocessException e) {
            return answer(queries.id(query), null, unusable(e));
        }
    }

    private Row answer(String query, Row @Nullable [] windows, @Nullable String missing) {
        return skipUnusable ? RowFactory.create(query, windows, missing) : RowFactory.create(query, windows);
    }

    private String unusable(RuntimeException e) {
        if (!skipUnusable) {
            throw new SparkJobException(
                    e.getMessage() + "; SparkGrounder.skippingUnusable() leaves such queries out", e);
        }
        return e.getMessage();
    }
}
