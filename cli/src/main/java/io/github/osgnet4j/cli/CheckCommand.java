package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.cli.check.DataCheck;
import io.github.osgnet4j.cli.check.Finding;
import io.github.osgnet4j.cli.check.Kind;
import io.github.osgnet4j.cli.check.Part;
import io.github.osgnet4j.cli.check.Report;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.error.BundleException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is wrong with the data, all at once. */
@Command(
        name = "check",
        description = {
            "Checks the data a config names: ids, missing features, dimensions, lengths, windows that training cannot use,"
                    + " labels, narrations, ground truth; and whether a bundle fits it.",
            "Prints everything that is wrong, how often, with examples and what to do. 'train' and 'ground' begin with"
                    + " the same check. Exit code 1 if there are errors; warnings alone give 0."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet check --config configs/demo.yaml --model models/demo",
            "  osgnet check --config nlq.yaml --split test --annotations test.jsonl --deep",
        })
final class CheckCommand extends JobCommand {

    @Mixin
    private ConfigOptions config;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description = "Bundle to check against the data.")
    private Path model;

    @Option(
            names = "--split",
            description =
                    "Which part of the data: ${COMPLETION-CANDIDATES} (default: train and val). The test split needs"
                            + " --annotations.")
    private Split split;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description = "JSON lines to take the queries from instead of those the config names for the split.")
    private Path annotations;

    @Option(
            names = "--deep",
            description =
                    "Also read every number and every object, as a job does: finds NaN and damaged values, and takes as"
                            + " long as reading all the features.")
    private boolean deep;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the findings as JSON.")
    private Path json;

    @Override
    public Integer call() {
        if (annotations != null && split == null) {
            throw usage("--annotations needs --split");
        }
        if (split == Split.TEST && annotations == null) {
            throw usage("--split test needs --annotations: a config names no test annotations");
        }
        OsgnetConfig loaded = config.load();
        if (json != null) {
            if (annotations != null) {
                FileReplacement.requireNoInput(json, annotations);
            }
            FileReplacement.requireNoInput(
                    json,
                    config.file(),
                    loaded.dataset().groundTruth(),
                    loaded.dataset().trainAnnotations(),
                    loaded.dataset().valAnnotations());
        }
        List<Finding> findings = new ArrayList<>(bundle(loaded));
        findings.addAll(DataCheck.of(loaded, parts(loaded), deep));
        if (json != null) {
            Outputs.writeJson(json, Report.json(findings));
        }
        return print(findings) > 0 ? Osgnet.FAILED : 0;
    }

    private List<Part> parts(OsgnetConfig loaded) {
        if (split == null) {
            return List.of(
                    Part.training(loaded),
                    Part.checking(loaded, loaded.dataset().valAnnotations()));
        }
        Optional<Path> file = Optional.ofNullable(annotations);
        return List.of(
                switch (split) {
                    case TRAIN -> file.map(Part.training(loaded)::from).orElseGet(() -> Part.training(loaded));
                    case VAL ->
                        Part.checking(loaded, file.orElse(loaded.dataset().valAnnotations()));
                    case TEST -> Part.grounding(loaded, split, annotations, Set.of(), false);
                });
    }

    private List<Finding> bundle(OsgnetConfig loaded) {
        if (model == null) {
            return List.of();
        }
        try {
            List<String> differences = new BundleFit(Bundle.open(model).manifest(), loaded).differences();
            return differences.isEmpty() ? List.of() : List.of(Finding.error(Kind.BUNDLE_MISMATCH, model, differences));
        } catch (BundleException e) {
            return List.of(Finding.error(Kind.UNREADABLE, model, List.of(e.getMessage())));
        }
    }

    private long print(List<Finding> findings) {
        long errors = findings.stream().filter(Finding::error).count();
        findings.forEach(finding -> Report.lines(finding).forEach(out()::println));
        out().println(
                        findings.isEmpty()
                                ? "Nothing is wrong with the data of " + config.file() + "."
                                : "Errors: " + errors + ", warnings: " + (findings.size() - errors) + ".");
        return errors;
    }
}
