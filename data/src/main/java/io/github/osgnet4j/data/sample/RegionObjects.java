package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.config.ObjectsConfig.Combination;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.ObjectRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Objects that are regions of frames, stored per video and class (legacy; {@code _get_object_feat} of the official
 * loader).
 *
 * @param embeddings present unless regions stand alone
 * @param channels of an object as the network takes it
 */
record RegionObjects(FeatureStore store, Optional<ClassEmbeddings> embeddings, Combination combination, int channels)
        implements ObjectReader {

    @Override
    public ObjectFrames objects(AnnotatedQuery query) {
        List<List<float[]>> frames = new ArrayList<>();
        boolean first = true;
        for (int classId : classes(query)) {
            String key = query.videoId() + "_" + classId;
            List<Optional<NpyArray>> regions = store.read(key, ObjectRecords::regions);
            if (first) {
                regions.forEach(region -> frames.add(new ArrayList<>()));
                first = false;
            } else if (regions.size() > frames.size()) {
                throw new DataException("Objects of video '" + query.videoId() + "': class " + classId + " has "
                        + regions.size() + " frames, more than the " + frames.size() + " of the classes before it");
            }
            for (int t = 0; t < regions.size(); t++) {
                if (regions.get(t).isPresent()) {
                    frames.get(t).addAll(rows(regions.get(t).get(), classId, query.videoId()));
                }
            }
        }
        return table(frames);
    }

    private static int[] classes(AnnotatedQuery query) {
        for (Label label : query.labels()) {
            if (label.classIds().size() != 1 || label.classIds().get(0) < 0) {
                throw new DataException("Query '" + query.queryId() + "': stored regions need one class a label, found "
                        + label.classIds());
            }
        }
        return PythonSet.order(query.labels().stream()
                .mapToInt(label -> label.classIds().get(0))
                .toArray());
    }

    private List<float[]> rows(NpyArray regions, int classId, String videoId) {
        if (regions.rank() != 2) {
            throw wrong(videoId, "expected regions (count, channels), found " + Arrays.toString(regions.shape()));
        }
        int width = regions.shape()[1];
        List<float[]> rows = new ArrayList<>();
        for (int r = 0; r < regions.shape()[0]; r++) {
            float[] region = Arrays.copyOfRange(regions.values(), r * width, (r + 1) * width);
            float[] row =
                    embeddings.map(e -> combine(region, e, classId, videoId)).orElse(region);
            if (row.length != channels) {
                throw wrong(videoId, row.length + " channels an object, but the object encoder takes " + channels);
            }
            rows.add(row);
        }
        return rows;
    }

    /** A side of one channel counts for all channels of the other, as PyTorch broadcasts. */
    private float[] combine(float[] region, ClassEmbeddings all, int classId, String videoId) {
        all.require(classId, videoId);
        int offset = classId * all.channels();
        int width = Math.max(region.length, all.channels());
        if (region.length != all.channels() && Math.min(region.length, all.channels()) != 1) {
            throw wrong(videoId, region.length + " channels a region, but class embeddings have " + all.channels());
        }
        float[] row = new float[combination == Combination.CONCAT ? 2 * width : width];
        for (int c = 0; c < width; c++) {
            float seen = region[region.length == 1 ? 0 : c];
            float named = all.values()[offset + (all.channels() == 1 ? 0 : c)];
            row[c] = switch (combination) {
                case REGION, CONCAT -> seen;
                case CLASS -> named;
                case ADD -> seen + named;
            };
            if (combination == Combination.CONCAT) {
                row[width + c] = named;
            }
        }
        return row;
    }

    private ObjectFrames table(List<List<float[]>> frames) {
        int rows = frames.stream().mapToInt(List::size).sum();
        float[] table = new float[Math.multiplyExact(Math.max(1, rows), channels)];
        List<int[]> indices = new ArrayList<>();
        int next = 0;
        for (List<float[]> frame : frames) {
            int[] index = new int[frame.size()];
            for (int o = 0; o < index.length; o++, next++) {
                System.arraycopy(frame.get(o), 0, table, next * channels, channels);
                index[o] = next;
            }
            indices.add(index);
        }
        return new ObjectFrames(channels, table, List.copyOf(indices));
    }

    private static DataException wrong(String videoId, String message) {
        return new DataException("Objects of video '" + videoId + "': " + message);
    }
}
