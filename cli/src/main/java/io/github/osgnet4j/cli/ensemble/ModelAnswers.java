package io.github.osgnet4j.cli.ensemble;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.WindowOrder;
import io.github.osgnet4j.postprocess.ScoreScale;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of several models, query by query: the queries of the first file in its order, then those that only later files have.
 *
 * @param files of the models
 * @param track whose challenge they answer
 * @param queries each with the windows of every model
 */
public record ModelAnswers(List<Path> files, Track track, List<Query> queries) {

    private static final Logger LOG = LoggerFactory.getLogger(ModelAnswers.class);

    private static final int EXAMPLES = 3;

    /** Copies the lists. */
    public ModelAnswers {
        files = List.copyOf(files);
        queries = List.copyOf(queries);
    }

    /**
     * A query that at least one model answers.
     *
     * @param asked with the windows of the first of them
     * @param answers windows of each model, best first; an empty list of a model that has none
     */
    public record Query(Prediction asked, List<List<Window>> answers) {

        /** Copies the lists. */
        public Query {
            answers = answers.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Reads the files.
     *
     * @throws CommandException if one has no scores, or they answer different challenges
     * @throws io.github.osgnet4j.data.DataException if one holds no predictions
     */
    public static ModelAnswers read(List<Path> files) {
        List<Predictions> submissions = files.stream().map(Predictions::read).toList();
        Track track = submissions.get(0).track();
        Map<GroundTruth.Key, Prediction> asked = new LinkedHashMap<>();
        Map<GroundTruth.Key, List<List<Window>>> answers = new LinkedHashMap<>();
        for (int model = 0; model < files.size(); model++) {
            Predictions submission = submissions.get(model);
            require(files.get(0), track, files.get(model), submission);
            if (submission.order() == WindowOrder.STEPS) {
                LOG.warn(
                        "Steps have decided the order of the windows of {}; an ensemble goes by their scores alone. Run"
                                + " 'osgnet sequence' last, or give it --scores falling",
                        files.get(model));
            }
            for (Prediction p : submission.predictions()) {
                asked.putIfAbsent(p.key(), p);
                answers.computeIfAbsent(p.key(), k -> none(files.size())).set(model, p.windows());
            }
        }
        List<Query> queries = new ArrayList<>();
        asked.forEach((key, prediction) -> queries.add(new Query(prediction, answers.get(key))));
        return new ModelAnswers(files, track, queries);
    }

    /** The first file that answers a query. */
    Path fileOf(Query query) {
        return files.get(IntStream.range(0, files.size())
                .filter(model -> !query.answers().get(model).isEmpty())
                .findFirst()
                .orElseThrow());
    }

    private static List<List<Window>> none(int models) {
        return new ArrayList<>(
                IntStream.range(0, models).mapToObj(i -> List.<Window>of()).toList());
    }

    private static void require(Path first, Track track, Path file, Predictions submission) {
        if (submission.track() != track) {
            throw new CommandException(first + " answers " + track.challenge() + ", " + file + " "
                    + submission.track().challenge() + "; an ensemble is of one challenge");
        }
        if (!submission.scored()) {
            throw new CommandException(
                    file + " has no scores; an ensemble needs the file with scores, not the _noscore one");
        }
    }

    /** For each file that lacks queries of the others, a sentence that counts them and names the first. */
    public List<String> missing() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            int model = i;
            List<String> missing = queries.stream()
                    .filter(query -> query.answers().get(model).isEmpty())
                    .map(query -> query.asked().queryId())
                    .toList();
            if (!missing.isEmpty()) {
                String more = missing.size() > EXAMPLES ? ", ..." : "";
                sentences.add(files.get(model) + " lacks " + missing.size() + " of " + queries.size()
                        + " queries, which the other models answer alone: "
                        + String.join(", ", missing.subList(0, Math.min(EXAMPLES, missing.size()))) + more);
            }
        }
        return sentences;
    }

    /** The same with scores in a unit that models share. */
    public ModelAnswers in(ScoreScale.Unit unit) {
        List<List<List<Window>>> scaled =
                ScoreScale.all(unit, queries.stream().map(Query::answers).toList());
        return new ModelAnswers(
                files,
                track,
                IntStream.range(0, queries.size())
                        .mapToObj(i -> new Query(queries.get(i).asked(), scaled.get(i)))
                        .toList());
    }
}
