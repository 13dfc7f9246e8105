package io.github.osgnet4j.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Brings a video and its queries together, in partitions of about the same work. */
final class VideoPartitioner extends Partitioner {

    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> partitions;
    private final int count;

    private VideoPartitioner(HashMap<String, Integer> partitions, int count) {
        this.partitions = partitions;
        this.count = count;
    }

    /**
     * Divides the videos that are asked about.
     *
     * @param parts partitions at most
     * @throws SparkJobException if a video is there twice
     */
    static VideoPartitioner of(Dataset<Row> videos, Dataset<Row> queries, int parts) {
        Map<String, Integer> steps = new HashMap<>();
        List<Row> lengths = videos.select(
                        functions.col("video_id"), functions.col("steps").cast(DataTypes.IntegerType))
                .collectAsList();
        for (Row row : lengths) {
            if (!row.isNullAt(0) && steps.put(row.getString(0), row.isNullAt(1) ? 0 : row.getInt(1)) != null) {
                throw new SparkJobException(
                        "Video '" + row.getString(0) + "' is there twice; one row of each is expected");
            }
        }
        Map<String, Long> work = new LinkedHashMap<>();
        for (Row row : queries.groupBy("video_id").count().collectAsList()) {
            String id = row.isNullAt(0) ? QueryColumns.NO_VIDEO : row.getString(0);
            work.merge(id, row.getLong(1) * Math.max(1, steps.getOrDefault(id, 1)), Long::sum);
        }
        HashMap<String, Integer> partitions = new HashMap<>();
        List<ArrayList<String>> divided = TaskParts.of(work, parts);
        for (int i = 0; i < divided.size(); i++) {
            for (String id : divided.get(i)) {
                partitions.put(id, i);
            }
        }
        return new VideoPartitioner(partitions, Math.max(1, divided.size()));
    }

    /** Whether there are queries about a video. */
    boolean asked(String video) {
        return partitions.containsKey(video);
    }

    @Override
    public int numPartitions() {
        return count;
    }

    /** A video that has come since then goes to the first. */
    @Override
    public int getPartition(Object video) {
        return partitions.getOrDefault((String) video, 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VideoPartitioner same && same.count == count && same.partitions.equals(partitions);
    }

    @Override
    public int hashCode() {
        return partitions.hashCode();
    }
}
