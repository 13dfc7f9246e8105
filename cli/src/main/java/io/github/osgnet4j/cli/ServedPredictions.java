package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.NamedPredictions;
import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Predictions that the page of {@code osgnet serve} shows beside the answers of the models. */
final class ServedPredictions {

    @Option(
            names = "--predictions",
            converter = Converter.class,
            paramLabel = "[NAME=]FILE",
            description =
                    "Predictions for the split to show in the page, written by 'osgnet ground' or the official code."
                            + " Repeat the option to compare two files; without it the page shows what the models"
                            + " have answered so far.")
    private List<NamedPredictions> files = List.of();

    boolean given() {
        return !files.isEmpty();
    }

    void apply(OsgnetServerBuilder builder) {
        files.forEach(builder::predictions);
    }

    /** A file with the name it is shown under. */
    static final class Converter implements ITypeConverter<NamedPredictions> {
        @Override
        public NamedPredictions convert(String text) {
            Matcher named = ServeCommand.NAMED.matcher(text);
            if (named.matches() && !Files.exists(Path.of(text))) {
                return new NamedPredictions(named.group(1), Path.of(named.group(2)));
            }
            Path file = Path.of(text);
            return new NamedPredictions(String.valueOf(file.getFileName()), file);
        }
    }
}
