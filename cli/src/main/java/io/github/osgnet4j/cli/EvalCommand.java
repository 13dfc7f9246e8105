package io.github.osgnet4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recall of predictions. */
@Command(
        name = "eval",
        description = {
            "Prints recall@{1,5,10} at IoU {0.3, 0.5} and the mean IoU of the first window.",
            "The ground truth is the config's json_file. Recall counts the queries of the predictions, as the official"
                    + " evaluation does; queries without a prediction are reported."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet eval --config configs/demo.yaml --predictions predictions.json"})
final class EvalCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(EvalCommand.class);

    @Mixin
    private ConfigOptions config;

    @Option(
            names = {"-p", "--predictions"},
            required = true,
            paramLabel = "FILE",
            description = "Submission that 'osgnet ground' or the official code wrote.")
    private Path predictions;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    @Override
    public Integer call() {
        OsgnetConfig loaded = config.load();
        Path truthFile = loaded.dataset().groundTruth();
        if (json != null) {
            Outputs.requireNoInput(json, predictions, config.file(), truthFile);
            Outputs.prepare(json, ".json");
        }
        GroundTruth truth = GroundTruth.read(truthFile, loaded.track());
        Predictions submission = Predictions.read(predictions);
        RecallTable table = evaluate(submission, truth, truthFile);
        print(table, truth);
        if (json != null) {
            Outputs.writeJson(json, json(table));
        }
        return 0;
    }

    private RecallTable evaluate(Predictions submission, GroundTruth truth, Path truthFile) {
        if (submission.predictions().isEmpty()) {
            throw new CommandException(predictions + " holds no predictions");
        }
        return Evaluation.recall(submission.predictions(), predictions, truth, truthFile);
    }

    private void print(RecallTable table, GroundTruth truth) {
        if (table.queries() < truth.queries()) {
            LOG.warn(
                    "{} of {} queries of the ground truth have no prediction",
                    truth.queries() - table.queries(),
                    truth.queries());
        }
        print("Evaluated: %d / %d instances%n", table.queries(), truth.queries());
        table.toText().lines().forEach(out()::println);
        print("Mean IoU of the first window: %.2f%%%n", 100 * table.meanIou());
    }

    private static JsonNode json(RecallTable table) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.set("thresholds", mapper.valueToTree(Recall.THRESHOLDS));
        root.set("topK", mapper.valueToTree(Recall.RANKS));
        root.set("recall_percent", mapper.valueToTree(table.percent()));
        return root.put("mean_iou", table.meanIou()).put("instances", table.queries());
    }
}
