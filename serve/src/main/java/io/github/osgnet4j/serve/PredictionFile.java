package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A submission read when the server starts. */
final class PredictionFile implements PredictedWindows {

    private final String name;
    private final Map<Integer, List<Window>> windows;

    private PredictionFile(String name, Map<Integer, List<Window>> windows) {
        this.name = name;
        this.windows = Map.copyOf(windows);
    }

    /**
     * Reads a submission.
     *
     * @param rows that it predicts, all or some
     * @throws io.github.osgnet4j.data.DataException if it is none
     * @throws ServeException if it predicts nothing, or a query that is not among the rows
     */
    static PredictionFile read(NamedPredictions named, SplitRows rows) {
        Map<Integer, List<Window>> windows = new HashMap<>();
        for (Prediction prediction : Predictions.read(named.file()).predictions()) {
            OptionalInt row = rows.place(prediction.clipUid(), prediction.queryId());
            windows.put(
                    row.orElseThrow(() -> new ServeException("--predictions " + named.file() + ": query "
                            + Quoted.of(prediction.queryId()) + " of clip " + Quoted.of(prediction.clipUid())
                            + " is not in the annotations; are they those of the split (--split, --annotations)?")),
                    PredictedWindows.kept(prediction.windows()));
        }
        if (windows.isEmpty()) {
            throw new ServeException("--predictions " + named.file() + ": the file holds no predictions");
        }
        return new PredictionFile(named.name(), windows);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> model() {
        return Optional.empty();
    }

    @Override
    public Optional<List<Window>> windows(int row) {
        return Optional.ofNullable(windows.get(row));
    }

    @Override
    public long version() {
        return 0;
    }
}
