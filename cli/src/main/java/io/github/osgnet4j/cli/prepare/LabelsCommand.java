package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.ClassLabels;
import io.github.osgnet4j.data.prepare.ClassNames;
import io.github.osgnet4j.data.prepare.LabelRows;
import io.github.osgnet4j.data.prepare.LabelRows.Agreement;
import io.github.osgnet4j.encoders.TextEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The classes that queries name. */
@Command(
        name = "labels",
        description = {
            "Adds to each annotated query the list 'label' of the object classes that its words name, in the singular or"
                    + " the plural.",
            "With --encoder, a word that is not a class name gets the class with the most similar name, by the"
                    + " cosine of their embeddings, if that reaches --threshold. With --reference, reports how far"
                    + " the result agrees with existing labels. How the released lists were made is not public."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare labels val.jsonl --classes names.txt --output val_labels.jsonl",
            "  osgnet prepare labels val.jsonl --classes names.txt --encoder encoders/clip-text \\",
            "      --reference ego4d_nlq_val_v2_label_lemma.jsonl --output val_labels.jsonl"
        })
final class LabelsCommand extends JobCommand {

    @Parameters(paramLabel = "FILE", description = "JSON lines with query_id and query.")
    private Path annotations;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FILE",
            description = "Names of classes, one per line, in the order of their ids.")
    private Path classes;

    @Option(
            names = {"-e", "--encoder"},
            paramLabel = "DIR",
            description = "Text encoder for words that are not class names.")
    private Path encoder;

    @Option(
            names = "--threshold",
            defaultValue = "0.7",
            paramLabel = "COSINE",
            description = "Minimum similarity of a word and a name, above 0 and at most 1 (default: ${DEFAULT-VALUE}).")
    private double threshold;

    @Option(names = "--reference", paramLabel = "FILE", description = "Annotations with labels, to compare with.")
    private Path reference;

    @Mixin
    private RowsOutput output;

    @Override
    public Integer call() {
        if (!(threshold > 0 && threshold <= 1)) {
            throw usage("--threshold: expected a number above 0, up to 1, found " + threshold);
        }
        output.prepare(Stream.of(annotations, classes, reference)
                .filter(Objects::nonNull)
                .toList());
        List<String> names = ClassNames.read(classes);
        if (encoder == null) {
            write(new ClassLabels(names, word -> Optional.empty()));
        } else {
            try (TextEncoder opened = TextEncoder.open(encoder)) {
                write(new ClassLabels(names, new WordLikeness(opened, names, threshold)));
            }
        }
        return 0;
    }

    private void write(ClassLabels labels) {
        try (Progress bar = RowsOutput.reading(List.of(annotations), quiet())) {
            LabelRows.write(annotations, labels, output.file(), bar::step);
        }
        print("%s: written%n", output.file());
        if (reference != null) {
            Agreement agreement = LabelRows.compare(output.file(), reference);
            print(
                    "Of %d queries that %s has too: %d labels, there %d, %d of them the same; precision %.3f, recall"
                            + " %.3f%n",
                    agreement.queries(),
                    reference,
                    agreement.found(),
                    agreement.expected(),
                    agreement.both(),
                    agreement.precision(),
                    agreement.recall());
        }
    }
}
