package io.github.osgnet4j.spark;

import io.github.osgnet4j.runtime.Provider;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apiguardian.api.API;

/**
 * Grounds queries about videos that are rows of datasets, with a bundle that all machines find.
 *
 * <pre>{@code
 * Dataset<Row> windows = new SparkGrounder("/shared/bundle")
 *         .ground(spark.read().parquet("s3a://archive/videos"), spark.read().parquet("s3a://archive/queries"));
 * windows.write().parquet("s3a://archive/windows");
 * }</pre>
 *
 * <p>Videos have the columns
 * <ul>
 *   <li>{@code video_id} string, every id once
 *   <li>{@code steps} int: T, feature steps
 *   <li>{@code duration} double: seconds
 *   <li>{@code features}: (T, Dv) row-major, as array&lt;float&gt; or as binary, float32 in little-endian order
 * </ul>
 *
 * <p>Queries have the columns
 * <ul>
 *   <li>{@code query_id} string
 *   <li>{@code video_id} string
 *   <li>{@code tokens}: (L, Dt) row-major, as array&lt;float&gt; or binary like the features, without the token that
 *       {@code text_feat_with_eot} drops
 *   <li>optionally {@code objects} array&lt;array&lt;int&gt;&gt;: what each step shows; null for nothing. The numbers are
 *       class ids of the bundle, or rows of {@code object_features} where the query has that
 *   <li>optionally {@code object_features}: (K, Do) row-major, array&lt;float&gt; or binary
 *   <li>optionally {@code order_number} and {@code order_count} int: the query's place among those of its video, from 1,
 *       and their count, for bundles that rank by it
 * </ul>
 *
 * <p>The result has the columns {@code query_id} string and {@code windows}
 * array&lt;struct&lt;start: double, end: double, score: double&gt;&gt;, in seconds, best first. Other columns are ignored.
 * All queries of a video are answered by one task, which encodes it once; the tasks have about the same work, steps
 * times queries. The windows are those of {@code osgnet ground}, bit by bit.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class SparkGrounder {

    private static final StructType WINDOW = new StructType()
            .add("start", DataTypes.DoubleType, false)
            .add("end", DataTypes.DoubleType, false)
            .add("score", DataTypes.DoubleType, false);

    private static final StructType ANSWER = new StructType()
            .add("query_id", DataTypes.StringType, false)
            .add("windows", DataTypes.createArrayType(WINDOW, false), true);

    private final String model;
    private final Provider provider;
    private final int topK;
    private final boolean skipUnusable;

    /**
     * A grounder that answers with the bundle's own number of windows, on the CPU, and fails if data is unusable.
     *
     * @param model folder of the bundle, the same on all machines, or the name that {@code --archives} gives it
     */
    public SparkGrounder(String model) {
        this(model, Provider.CPU, 0, false);
    }

    private SparkGrounder(String model, Provider provider, int topK, boolean skipUnusable) {
        this.model = model;
        this.provider = provider;
        this.topK = topK;
        this.skipUnusable = skipUnusable;
    }

    /** This grounder on another provider. */
    public SparkGrounder withProvider(Provider other) {
        return new SparkGrounder(model, other, topK, skipUnusable);
    }

    /**
     * This grounder with another maximum number of windows per query.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public SparkGrounder withTopK(int windows) {
        if (windows < 1) {
            throw new IllegalArgumentException("top-k is " + windows + ", expected at least 1");
        }
        return new SparkGrounder(model, provider, windows, skipUnusable);
    }

    /**
     * This grounder, going on where data is missing, of another shape or not finite: the {@code windows} of such a query
     * are null, and a third column of the result, {@code missing} string, says why; it is null for all others.
     */
    public SparkGrounder skippingUnusable() {
        return new SparkGrounder(model, provider, topK, true);
    }

    /**
     * Answers the queries. Their number and the lengths of the videos are looked at at once; features are read and the
     * network is run when the result is used, by any number of tasks.
     *
     * @param videos as above
     * @param queries as above
     * @return a row for each query, in no order
     * @throws SparkJobException if a column is missing or of another type, a video is there twice, or there is no bundle;
     *     later, inside of Spark's own exceptions, if data is unusable
     */
    public Dataset<Row> ground(Dataset<Row> videos, Dataset<Row> queries) {
        VideoColumns videoColumns = new VideoColumns(videos.schema());
        QueryColumns queryColumns = new QueryColumns(queries.schema());
        BundleOnMachine bundle = BundleOnMachine.find(model);
        SparkSession spark = videos.sparkSession();
        int tasks = TaskParts.PER_CORE * spark.sparkContext().defaultParallelism();
        VideoPartitioner partitioner = VideoPartitioner.of(videos, queries, tasks);
        JavaPairRDD<String, Row> videoRows = videos.select(videoColumns.columns())
                .javaRDD()
                .filter(row -> !row.isNullAt(0))
                .keyBy(videoColumns::id)
                .filter(video -> partitioner.asked(video._1()))
                .mapValues(videoColumns::packed);
        JavaPairRDD<String, Row> queryRows = queries.select(queryColumns.columns())
                .javaRDD()
                .keyBy(queryColumns::video)
                .mapValues(queryColumns::packed);
        JavaRDD<Row> answers = queryRows
                .cogroup(videoRows, partitioner)
                .mapPartitions(new GroundRows(bundle, provider, topK, skipUnusable, videoColumns, queryColumns));
        StructType schema = skipUnusable ? ANSWER.add("missing", DataTypes.StringType, true) : ANSWER;
        return spark.createDataFrame(answers, schema);
    }
}
