package io.github.osgnet4j.cli.ensemble;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.EnsembleTuning;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.List;

/** The queries of an ensemble with the answers that the ground truth of a config has. */
public final class ValidationAnswers {

    private ValidationAnswers() {}

    /**
     * Looks up every query.
     *
     * @throws CommandException if the ground truth does not have it, or has no answer to it
     */
    public static List<EnsembleTuning.Query> of(ModelAnswers answers, OsgnetConfig config) {
        Path file = config.dataset().groundTruth();
        GroundTruth truth = GroundTruth.read(file, config.track());
        ClipVideos videos = ClipVideos.read(file, config.track());
        return answers.queries().stream()
                .map(query -> new EnsembleTuning.Query(
                        videos.of(query.asked().clipUid()), query.answers(), truth(query.asked(), truth, file)))
                .toList();
    }

    private static List<Window> truth(Prediction asked, GroundTruth truth, Path file) {
        List<Segment> segments = truth.of(asked.clipUid(), asked.annotationUid(), asked.queryIdx())
                .orElseThrow(() -> new CommandException("query " + asked.queryId() + " of clip " + asked.clipUid()
                        + " is not in " + file + "; --tune takes predictions of the config's validation split"));
        if (segments.isEmpty()) {
            throw new CommandException(file + " has no answer for query " + asked.queryId()
                    + "; --tune takes predictions of a split whose answers are known");
        }
        return segments.stream().map(s -> new Window(s.start(), s.end(), 1)).toList();
    }
}
