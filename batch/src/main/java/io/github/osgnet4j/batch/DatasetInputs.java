package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;

/**
 * Videos and queries of a dataset as the runtime takes them, for a bundle that {@linkplain BundleFit fits} the dataset's
 * config. Thread-safe; every method throws {@link io.github.osgnet4j.data.DataException} where the data is
 * missing or damaged.
 */
public final class DatasetInputs {

    private final Dataset dataset;

    /** Inputs of a dataset, which stays open as long as they are read. */
    public DatasetInputs(Dataset dataset) {
        this.dataset = dataset;
    }

    /** The features of a video, (T, Dv). */
    public VideoInput video(String id) {
        VideoFeatures features = dataset.video(id);
        return new VideoInput(id, features.values(), features.steps());
    }

    /** The tokens of a query, (L, Dt), with its objects and its place among the queries of its video. */
    public QueryInput query(AnnotatedQuery query) {
        QueryFeatures tokens = dataset.query(query);
        return new QueryInput(query.queryId(), tokens.values(), tokens.tokens(), objects(query), dataset.order(query));
    }

    /** The objects that a query sees, over a table of just the rows in use; none for a network without objects. */
    public StepObjects objects(AnnotatedQuery query) {
        if (dataset.config().seenObjects() == ObjectMode.NONE) {
            return StepObjects.none();
        }
        return dataset.objects(query).map(DatasetInputs::rows).orElse(StepObjects.none());
    }

    /** Only rows in use, as each is projected. */
    private static StepObjects rows(ObjectFrames frames) {
        ObjectFrames used = frames.compact();
        return new StepObjects.Rows(used.table(), used.rows(), used.frames().toArray(int[][]::new));
    }
}
