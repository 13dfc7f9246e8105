package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The demo's videos and queries as rows, against the grounder itself. */
@EnabledForJreRange(max = JRE.JAVA_23)
class SparkGrounderTest {

    private static final StructType VIDEO = new StructType()
            .add("video_id", DataTypes.StringType)
            .add("steps", DataTypes.IntegerType)
            .add("duration", DataTypes.DoubleType)
            .add("features", DataTypes.BinaryType);
    private static final StructType QUERY = new StructType()
            .add("query_id", DataTypes.StringType)
            .add("video_id", DataTypes.StringType)
            .add("tokens", DataTypes.createArrayType(DataTypes.FloatType))
            .add("objects", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.IntegerType)))
            .add("object_features", DataTypes.BinaryType);

    private static SparkSession spark;
    private static List<Row> videos;
    private static List<Row> queries;
    private static Map<String, List<Window>> expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        videos = new ArrayList<>();
        queries = new ArrayList<>();
        expected = new HashMap<>();
        try (Dataset dataset = Demo.dataset(Demo.ANNOTATIONS);
                Grounder grounder =
                        Grounder.open(Demo.BUNDLE, GrounderOptions.defaults().withIntraOpThreads(1))) {
            DatasetInputs inputs = new DatasetInputs(dataset);
            dataset.queriesByVideo().forEach((id, asked) -> {
                VideoInput video = inputs.video(id);
                double seconds = asked.get(0).duration();
                videos.add(RowFactory.create(id, video.steps(), seconds, bytes(video.features())));
                var encoded = grounder.encode(video);
                for (AnnotatedQuery q : asked) {
                    QueryInput query = inputs.query(q);
                    queries.add(row(id, query));
                    expected.put(q.queryId(), grounder.ground(encoded, query, seconds));
                }
            });
        }
    }

    @AfterAll
    static void close() {
        spark.stop();
        BundleOnMachine.closeIdle();
    }

    private static Row row(String video, QueryInput query) {
        Float[] tokens = new Float[query.tokens().length];
        Arrays.setAll(tokens, i -> query.tokens()[i]);
        StepObjects.Rows objects = query.objects() instanceof StepObjects.Rows rows ? rows : null;
        Integer[][] steps = objects == null
                ? null
                : Arrays.stream(objects.steps())
                        .map(step -> Arrays.stream(step).boxed().toArray(Integer[]::new))
                        .toArray(Integer[][]::new);
        byte[] table = objects == null ? null : bytes(objects.table());
        return RowFactory.create(query.id(), video, tokens, steps, table);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static org.apache.spark.sql.Dataset<Row> rows(List<Row> rows, StructType schema) {
        return spark.createDataFrame(rows, schema);
    }

    private static List<Window> windows(Row row) {
        List<Row> windows = row.getList(row.fieldIndex("windows"));
        return windows.stream()
                .map(w -> new Window(w.getAs("start"), w.getAs("end"), w.getAs("score")))
                .toList();
    }

    @Test
    void answersFromParquetToParquetAreThoseOfTheGrounderBitByBit() {
        String videoFile = folder.resolve("videos").toUri().toString();
        String queryFile = folder.resolve("queries").toUri().toString();
        String answerFile = folder.resolve("windows").toUri().toString();
        rows(videos, VIDEO).write().parquet(videoFile);
        rows(queries, QUERY).write().parquet(queryFile);

        new SparkGrounder(Demo.BUNDLE.toString())
                .ground(spark.read().parquet(videoFile), spark.read().parquet(queryFile))
                .write()
                .parquet(answerFile);

        var answers = spark.read().parquet(answerFile);
        assertEquals(
                "struct<query_id:string,windows:array<struct<start:double,end:double,score:double>>>",
                answers.schema().simpleString());
        Map<String, List<Window>> found = new HashMap<>();
        answers.collectAsList().forEach(row -> found.put(row.getString(0), windows(row)));
        assertEquals(Demo.QUERIES, answers.count());
        assertEquals(expected, found);
    }

    @Test
    void featuresMayBeArraysAndTheNumberOfWindowsIsTheCallers() {
        Row video = videos.get(3);
        ByteBuffer bytes = ByteBuffer.wrap(video.<byte[]>getAs(3)).order(ByteOrder.LITTLE_ENDIAN);
        Float[] features = new Float[bytes.capacity() / Float.BYTES];
        Arrays.setAll(features, i -> bytes.getFloat(Float.BYTES * i));
        StructType schema = new StructType()
                .add("duration", DataTypes.DoubleType)
                .add("video_id", DataTypes.StringType)
                .add("steps", DataTypes.LongType)
                .add("features", DataTypes.createArrayType(DataTypes.FloatType))
                .add("more", DataTypes.StringType);
        Row other =
                RowFactory.create(video.getDouble(2), video.getString(0), (long) video.getInt(1), features, "not read");
        var asked = rows(queries, QUERY).filter(functions.col("video_id").equalTo(video.getString(0)));

        List<Row> answers = new SparkGrounder(Demo.BUNDLE.toString())
                .withTopK(2)
                .ground(rows(List.of(other), schema), asked)
                .collectAsList();

        assertEquals(asked.count(), answers.size());
        answers.forEach(row -> assertEquals(expected.get(row.getString(0)).subList(0, 2), windows(row)));
    }

    @Test
    void whatCannotBeAnsweredSaysWhyAndSpoilsNothingElse() {
        List<Row> asked = new ArrayList<>(queries);
        asked.add(RowFactory.create("nowhere", "gone", new Float[] {1f}, null, null));
        asked.add(RowFactory.create("odd", videos.get(0).getString(0), new Float[] {1f, 2f}, null, null));
        List<Row> broken = new ArrayList<>(videos.subList(1, videos.size()));
        Row first = videos.get(0);
        broken.add(RowFactory.create(first.get(0), first.getInt(1) + 1, first.get(2), first.get(3)));
        SparkGrounder grounder = new SparkGrounder(Demo.BUNDLE.toString());

        Map<String, String> missing = new HashMap<>();
        List<Row> answers = grounder.skippingUnusable()
                .ground(rows(broken, VIDEO), rows(asked, QUERY))
                .collectAsList();
        for (Row row : answers) {
            if (row.isNullAt(1)) {
                missing.put(row.getString(0), row.getString(2));
            } else {
                assertTrue(row.isNullAt(2));
                assertEquals(expected.get(row.getString(0)), windows(row));
            }
        }

        assertEquals(Demo.QUERIES + 2, answers.size());
        assertEquals(6, missing.size(), "four of the broken video, and two");
        assertEquals("Video 'gone' is not among the videos", missing.get("nowhere"));
        assertTrue(missing.get("odd").startsWith("Video '" + first.getString(0) + "' has "), missing.get("odd"));

        var failing = grounder.ground(rows(broken, VIDEO), rows(asked, QUERY));
        SparkException failure = assertThrows(SparkException.class, failing::collectAsList);
        assertTrue(failure.getMessage().contains("skippingUnusable() leaves such queries out"), failure.getMessage());
    }

    @Test
    void aMachineThatDoesNotSeeTheFolderOfAnswersIsNamed() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        GroundingSettings settings = new GroundingSettings(
                BundleOnMachine.find(Demo.BUNDLE.toString()),
                Provider.CPU,
                Demo.CONFIG.toString(),
                "",
                Demo.CONFIG.getParent().toString(),
                Split.VAL,
                "",
                0,
                false,
                AnswerFolder.local(folder),
                new TreeMap<>());
        CollectionAccumulator<String> failures = spark.sparkContext().collectionAccumulator("failures");
        GroundClips task = new GroundClips(
                context.broadcast(settings),
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
                ".left elsewhere.tmp",
                spark.sparkContext().longAccumulator("queries"),
                failures);

        context.parallelize(List.of(new ArrayList<>(List.of("clip"))), 1).foreachPartition(task);

        assertEquals(1, failures.value().size());
        String failure = failures.value().get(0);
        assertTrue(failure.contains(" does not see the folder of the answers, "), failure);
        assertTrue(failure.contains(folder.toString()) && failure.contains("--answers"), failure);
    }

    @Test
    void rowsOfAnotherKindAreRefusedAtOnce() {
        SparkGrounder grounder = new SparkGrounder(Demo.BUNDLE.toString());
        var video = rows(videos, VIDEO);
        var query = rows(queries, QUERY);

        assertEquals(
                "The videos have no column features, but video_id, steps, duration",
                refusal(() -> grounder.ground(video.drop("features"), query)));
        assertEquals(
                "Column tokens of the queries is string, expected binary or array<float>",
                refusal(() -> grounder.ground(video, query.withColumn("tokens", functions.lit("words")))));
        assertTrue(refusal(() -> grounder.ground(video.union(video), query)).contains(" is there twice"));
        assertTrue(
                refusal(() -> new SparkGrounder("nowhere").ground(video, query)).startsWith("There is no bundle"));
    }

    private static String refusal(Runnable call) {
        return assertThrows(SparkJobException.class, call::run).getMessage();
    }
}
