package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.export.CalibrationSample;
import io.github.osgnet4j.runtime.QueryInput;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few queries of the training split, from videos spread over it, for an export to measure its errors on. */
final class CalibrationData {

    private static final Logger LOG = LoggerFactory.getLogger(CalibrationData.class);

    private static final String SYNTHETIC = "Errors are measured on synthetic samples, not on training data: {}";
    private static final int SAMPLES = 8;

    private CalibrationData() {}

    /** The samples; none, and a line in the log that says why, where the data cannot be read. */
    static List<CalibrationSample> of(OsgnetConfig config) {
        try (Dataset dataset = Dataset.open(config, Split.TRAIN)) {
            DatasetInputs inputs = new DatasetInputs(dataset);
            List<CalibrationSample> samples = new ArrayList<>();
            List<List<AnnotatedQuery>> videos =
                    List.copyOf(dataset.queriesByVideo().values());
            int count = Math.min(SAMPLES, videos.size());
            for (int i = 0; i < count; i++) {
                List<AnnotatedQuery> queries = videos.get(i * videos.size() / count);
                AnnotatedQuery query = queries.get(i % queries.size());
                try {
                    // Without the query's place among those of its video: layers do not depend on it.
                    QueryFeatures tokens = dataset.query(query);
                    samples.add(new CalibrationSample(
                            inputs.video(query.videoId()),
                            new QueryInput(query.queryId(), tokens.values(), tokens.tokens(), inputs.objects(query))));
                } catch (DataException e) {
                    LOG.debug("Not calibrated on {}: {}", query.queryId(), e.getMessage());
                }
            }
            if (samples.isEmpty()) {
                LOG.info(SYNTHETIC, dataset.annotations() + " has no query with features");
            }
            return samples;
        } catch (DataException e) {
            LOG.info(SYNTHETIC, Failures.message(e));
            return List.of();
        }
    }
}
