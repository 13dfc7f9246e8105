package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The contents of a bundle besides its network.
 *
 * @param preprocessing how features and queries are computed; its object source decides whether the graphs take objects
 * @param ranking how scores become windows
 * @param classEmbeddings the object features by class id, if the dataset has them
 * @param provenance where weights and config come from; free text under free keys, besides those that the exporter writes: {@code exporter},
 *     {@code int8}, {@link Manifest#BATCH_PADDING}, {@link Manifest#SCAN_NODE} and {@link Manifest#OBJECT_ROWS}, by which the runtime knows what
 *     the graphs can
 * @param force whether an existing bundle is replaced
 * @param target what the graphs are laid out for
 * @param fileLimit bytes from which on a graph keeps its weights in a file of its own
 * @param precision in which numbers the graphs compute
 */
public record ExportSettings(
        Preprocessing preprocessing,
        RankingOptions ranking,
        Optional<ClassEmbeddings> classEmbeddings,
        Map<String, String> provenance,
        boolean force,
        Target target,
        long fileLimit,
        ExportPrecision precision) {

    /** The provenance of every bundle. */
    static final String EXPORTER = "exporter";

    /** The provenance of graphs with int8 weights. */
    static final String INT8 = "int8";

    private static final List<String> WRITTEN =
            List.of(EXPORTER, INT8, Manifest.BATCH_PADDING, Manifest.SCAN_NODE, Manifest.OBJECT_ROWS);

    /**
     * Sorts and copies the provenance.
     *
     * @throws ExportException if it has a key that the exporter writes
     */
    public ExportSettings {
        for (String key : WRITTEN) {
            if (provenance.containsKey(key)) {
                throw new ExportException(
                        "The provenance has the key '" + key + "', which the exporter writes itself, as "
                                + String.join(", ", WRITTEN) + "; name it otherwise");
            }
        }
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    }

    /**
     * The defaults: an existing bundle is not replaced, and the graphs are for a CPU, in float32, and a single file
     * each. Only a graph that exceeds the size limit of a protobuf message keeps its weights in a separate file,
     * because ONNX Runtime maps that file into memory, and if a mapped file is truncated while it is open, the process
     * dies.
     */
    public ExportSettings(
            Preprocessing preprocessing,
            RankingOptions ranking,
            Optional<ClassEmbeddings> classEmbeddings,
            Map<String, String> provenance) {
        this(
                preprocessing,
                ranking,
                classEmbeddings,
                provenance,
                false,
                Target.CPU,
                OnnxModel.LARGEST_FILE,
                new ExportPrecision.Float32());
    }

    /** These settings, replacing an existing bundle or not. */
    public ExportSettings withForce(boolean replace) {
        return new ExportSettings(
                preprocessing, ranking, classEmbeddings, provenance, replace, target, fileLimit, precision);
    }

    /** These settings with graphs designed for a target. */
    public ExportSettings withTarget(Target device) {
        return new ExportSettings(
                preprocessing, ranking, classEmbeddings, provenance, force, device, fileLimit, precision);
    }

    /** These settings with another precision. */
    public ExportSettings withPrecision(ExportPrecision other) {
        return new ExportSettings(preprocessing, ranking, classEmbeddings, provenance, force, target, fileLimit, other);
    }

    boolean hasObjects() {
        return preprocessing.objects() != ObjectSource.NONE;
    }

    /**
     * A table of class embeddings.
     *
     * @param rows classes
     * @param columns channels, those of the network's object projection
     * @param values row-major; not copied
     */
    public record ClassEmbeddings(int rows, int columns, float[] values) {

        /**
         * Checks that the values fill the table.
         *
         * @throws ExportException if they do not
         */
        public ClassEmbeddings {
            if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
                throw new ExportException("Class embeddings of " + rows + " rows and " + columns + " columns need "
                        + (long) rows * columns + " values, found " + values.length);
            }
        }
    }
}
