package io.github.osgnet4j.spark;

import io.github.osgnet4j.runtime.VideoInput;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Videos as rows, in the order of {@link #columns}. */
final class VideoColumns implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int ID = 0;
    private static final int STEPS = 1;
    private static final int DURATION = 2;
    private static final int FEATURES = 3;

    /**
     * Those of a dataset.
     *
     * @throws SparkJobException if one is missing or of another type
     */
    VideoColumns(StructType schema) {
        Columns.require(schema, "videos", "video_id", DataTypes.StringType);
        Columns.require(schema, "videos", "steps", DataTypes.IntegerType, DataTypes.LongType);
        Columns.require(schema, "videos", "duration", DataTypes.DoubleType, DataTypes.FloatType);
        Columns.require(schema, "videos", "features", Columns.floats());
    }

    Column[] columns() {
        return new Column[] {
            functions.col("video_id"),
            functions.col("steps").cast(DataTypes.IntegerType),
            functions.col("duration").cast(DataTypes.DoubleType),
            functions.col("features")
        };
    }

    /** A row as it is sent to the task of its video. */
    Row packed(Row row) {
        return Columns.packed(row, FEATURES);
    }

    /** The id; empty for null, which no query names. */
    String id(Row row) {
        return row.isNullAt(ID) ? "" : row.getString(ID);
    }

    /**
     * The video.
     *
     * @throws UnusableRowException if a value is null, or the features are no numbers
     */
    VideoInput input(Row row) {
        String id = id(row);
        if (row.isNullAt(STEPS)) {
            throw new UnusableRowException("Video '" + id + "' has no steps");
        }
        return new VideoInput(id, Columns.floats(row, FEATURES, "Video '" + id + "'"), row.getInt(STEPS));
    }

    /**
     * Its length in seconds.
     *
     * @throws UnusableRowException if it is null
     */
    double duration(Row row) {
        if (row.isNullAt(DURATION)) {
            throw new UnusableRowException("Video '" + id(row) + "' has no duration");
        }
        return row.getDouble(DURATION);
    }
}
