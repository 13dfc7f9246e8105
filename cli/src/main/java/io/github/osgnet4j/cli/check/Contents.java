package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectsConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import java.nio.file.Path;

/** Reads features whole, as a job does, and looks at every number. What is missing is somebody else's finding. */
final class Contents {
    private final Dataset dataset;
    private final DatasetConfig data;
    private final Part part;
    private final Findings findings;

    Contents(Dataset dataset, Part part, Findings findings) {
        this.dataset = dataset;
        this.data = dataset.config().dataset();
        this.part = part;
        this.findings = findings;
    }

    /** A video whose head was right. */
    void video(String id, long of) {
        attempt(
                Kind.BAD_VIDEO_FEATURES,
                data.videoFeatures(),
                of,
                () -> finite(id, dataset.video(id).values(), data.videoDim()));
    }

    /** A query, its tokens' head being right, and its objects. */
    void query(AnnotatedQuery query, long of) {
        Path text = part.split() == Split.TRAIN ? data.trainTextFeatures() : data.valTextFeatures();
        attempt(
                Kind.BAD_TEXT_FEATURES,
                text,
                of,
                () -> finite(
                        query.queryId(),
                        dataset.shotQuery(query).values(),
                        dataset.config().tokenChannels()));
        if (part.objects()) {
            Path store = data.objects().map(ObjectsConfig::store).orElse(text);
            attempt(
                    Kind.BAD_OBJECT_FEATURES,
                    store,
                    of,
                    () -> dataset.objects(query).ifPresent(o -> {
                        var used = o.compact();
                        finite(query.queryId(), used.table(), used.channels());
                    }));
        }
    }

    private void attempt(Kind kind, Path where, long of, Runnable reading) {
        try {
            reading.run();
        } catch (MissingFeaturesException e) {
            // Found by its key already.
        } catch (DataException e) {
            findings.add(kind, part.name(), where, of, e.getMessage());
        }
    }

    private static void finite(String id, float[] values, int channels) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(
                        id + ": " + values[i] + " at step " + i / channels + ", channel " + i % channels);
            }
        }
    }
}
