package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Ensemble;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several models' predictions as one. */
@Command(
        name = "ensemble",
        description = {
            "Merges the predictions of several models, query by query, into five windows a query.",
            "All windows of a query are pooled; temporal NMS at 0.5, then 0.7, then 0.9 picks five of them."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet ensemble internvideo.json egovideo.json --output ensemble.json"})
final class EnsembleCommand extends JobCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Predictions with scores, of the same queries.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "File to write; for JSON, FILE_noscore.json is written beside it.")
    private Path output;

    @Mixin
    private SubmissionFormat format;

    @Override
    public Integer call() {
        List<Predictions> submissions = files.stream().map(Predictions::read).toList();
        Track track = track(submissions);
        for (Path file : format.files(output, track)) {
            Outputs.requireNoInput(file, files.toArray(Path[]::new));
        }
        format.prepare(output, track);
        Map<String, List<List<Window>>> pools = new LinkedHashMap<>();
        Map<String, Prediction> queries = new LinkedHashMap<>();
        for (int i = 0; i < submissions.size(); i++) {
            pool(files.get(i), submissions.get(i), pools, queries);
        }
        List<Prediction> merged = new ArrayList<>();
        pools.forEach((key, windows) -> {
            Prediction p = queries.get(key);
            if (windows.size() != submissions.size()) {
                throw new CommandException(
                        "Query " + p.queryId() + " of clip " + p.clipUid() + " is in " + windows.size() + " of "
                                + submissions.size() + " files; ensembles need the same queries in all");
            }
            merged.add(new Prediction(
                    p.queryIdx(),
                    p.annotationUid(),
                    p.clipUid(),
                    Ensemble.merge(windows).windows()));
        });
        format.write(output, track, merged);
        print("%s: %d queries from %d files%n", output, merged.size(), files.size());
        return 0;
    }

    private Track track(List<Predictions> submissions) {
        Track track = submissions.get(0).track();
        for (int i = 1; i < files.size(); i++) {
            Track other = submissions.get(i).track();
            if (other != track) {
                throw new CommandException(files.get(0) + " answers " + track.challenge() + ", " + files.get(i) + " "
                        + other.challenge() + "; an ensemble is of one challenge");
            }
        }
        return track;
    }

    private static void pool(
            Path file, Predictions submission, Map<String, List<List<Window>>> pools, Map<String, Prediction> queries) {
        if (!submission.scored()) {
            throw new CommandException(
                    file + " has no scores; an ensemble needs the file with scores, not the _noscore one");
        }
        for (Prediction p : submission.predictions()) {
            String key = p.clipUid() + "/" + p.queryId();
            queries.putIfAbsent(key, p);
            pools.computeIfAbsent(key, k -> new ArrayList<>()).add(p.windows());
        }
    }
}
