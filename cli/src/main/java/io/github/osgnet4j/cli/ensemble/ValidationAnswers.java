package io.github.osgnet4j.cli.ensemble;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Evaluation;
import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.postprocess.EnsembleTuning;
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
                        videos.of(query.asked().clipUid()),
                        query.answers(),
                        Evaluation.answers(query.asked(), answers.fileOf(query), truth, file)))
                .toList();
    }
}
