package io.github.osgnet4j.spark;

import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Queries as rows, in the order of {@link #columns}. */
final class QueryColumns implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int ID = 0;
    private static final int VIDEO = 1;
    private static final int TOKENS = 2;
    private static final int OBJECTS = 3;
    private static final int OBJECT_FEATURES = 4;
    private static final int ORDER_NUMBER = 5;
    private static final int ORDER_COUNT = 6;

    private static final DataType STEPS = DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.IntegerType));

    /** Stands for the video of queries that name none; no video has it. */
    static final String NO_VIDEO = "\0none";

    private final boolean objects;
    private final boolean objectFeatures;
    private final boolean order;

    /**
     * Those of a dataset.
     *
     * @throws SparkJobException if one is missing or of another type
     */
    QueryColumns(StructType schema) {
        Columns.require(schema, "queries", "query_id", DataTypes.StringType);
        Columns.require(schema, "queries", "video_id", DataTypes.StringType);
        Columns.require(schema, "queries", "tokens", Columns.floats());
        objects = Columns.has(schema, "objects");
        if (objects) {
            Columns.require(schema, "queries", "objects", STEPS);
        }
        objectFeatures = Columns.has(schema, "object_features");
        if (objectFeatures) {
            Columns.require(schema, "queries", "objects", STEPS);
            Columns.require(schema, "queries", "object_features", Columns.floats());
        }
        order = Columns.has(schema, "order_number") || Columns.has(schema, "order_count");
        if (order) {
            Columns.require(schema, "queries", "order_number", DataTypes.IntegerType, DataTypes.LongType);
            Columns.require(schema, "queries", "order_count", DataTypes.IntegerType, DataTypes.LongType);
        }
    }

    Column[] columns() {
        return new Column[] {
            functions.col("query_id"),
            functions.col("video_id"),
            functions.col("tokens"),
            optional(objects, "objects", STEPS),
            optional(objectFeatures, "object_features", DataTypes.BinaryType),
            optional(order, "order_number", DataTypes.IntegerType),
            optional(order, "order_count", DataTypes.IntegerType)
        };
    }

    private static Column optional(boolean there, String name, DataType type) {
        Column column =
                there ? functions.col(name) : functions.lit(null).cast(type).as(name);
        return type.equals(DataTypes.IntegerType) ? column.cast(type) : column;
    }

    /** A row as it is sent to the task of its video. */
    Row packed(Row row) {
        return Columns.packed(row, TOKENS, OBJECT_FEATURES);
    }

    /** The id of the query; empty for null. */
    String id(Row row) {
        return row.isNullAt(ID) ? "" : row.getString(ID);
    }

    /** The id of its video; {@link #NO_VIDEO} for null. */
    String video(Row row) {
        return row.isNullAt(VIDEO) ? NO_VIDEO : row.getString(VIDEO);
    }

    /**
     * The query.
     *
     * @param textChannels Dt
     * @param objectChannels Do
     * @throws UnusableRowException if a value is null or of another size than the channels ask for
     */
    QueryInput input(Row row, int textChannels, int objectChannels) {
        String where = "Query '" + id(row) + "'";
        float[] tokens = Columns.floats(row, TOKENS, where);
        int count = rows(tokens.length, textChannels, where, "tokens");
        return new QueryInput(id(row), tokens, count, objects(row, objectChannels, where), order(row));
    }

    private static int rows(int numbers, int channels, String where, String what) {
        if (channels < 1 || numbers % channels != 0) {
            throw new UnusableRowException(
                    where + " has " + what + " of " + numbers + " numbers, no whole number of rows of " + channels);
        }
        return numbers / channels;
    }

    private static StepObjects objects(Row row, int channels, String where) {
        if (row.isNullAt(OBJECTS)) {
            return StepObjects.none();
        }
        List<Seq<Integer>> steps = row.getList(OBJECTS);
        int[][] shown = new int[steps.size()][];
        int step = 0;
        for (Seq<Integer> objects : steps) {
            shown[step++] = objects == null ? new int[0] : numbers(objects, where);
        }
        if (row.isNullAt(OBJECT_FEATURES)) {
            return new StepObjects.Classes(shown);
        }
        float[] table = Columns.floats(row, OBJECT_FEATURES, where);
        return new StepObjects.Rows(table, rows(table.length, channels, where, "object_features"), shown);
    }

    private static int[] numbers(Seq<Integer> objects, String where) {
        int[] numbers = new int[objects.size()];
        int i = 0;
        for (Integer object : CollectionConverters.asJava(objects)) {
            if (object == null) {
                throw new UnusableRowException(where + " has a null among its objects");
            }
            numbers[i++] = object;
        }
        return numbers;
    }

    private static Optional<OrderPrior> order(Row row) {
        return row.isNullAt(ORDER_NUMBER) || row.isNullAt(ORDER_COUNT)
                ? Optional.empty()
                : Optional.of(new OrderPrior(row.getInt(ORDER_NUMBER), row.getInt(ORDER_COUNT)));
    }
}
