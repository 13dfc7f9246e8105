package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.prepare.AnnotationFormat;
import io.github.osgnet4j.data.prepare.AnnotationSplit;
import io.github.osgnet4j.data.prepare.WindowRule;
import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.Target;
import io.github.osgnet4j.train.TrainSettings.Mode;
import io.github.osgnet4j.train.TrainSettings.Ranked;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words that users write for values of options. */
final class Choices {

    private Choices() {}

    static CommandLine register(CommandLine command) {
        return command.registerConverter(Target.class, named(Target::of))
                .registerConverter(Precision.Kind.class, oneOf(Precision.Kind.values(), Choices::word))
                .registerConverter(Int8For.class, oneOf(Int8For.values(), Choices::word))
                .registerConverter(AnnotationFormat.class, oneOf(AnnotationFormat.values(), Choices::word))
                .registerConverter(AnnotationSplit.class, oneOf(AnnotationSplit.values(), Choices::word))
                .registerConverter(WindowRule.class, oneOf(WindowRule.values(), Choices::word))
                .registerConverter(
                        io.github.osgnet4j.train.Precision.class,
                        oneOf(io.github.osgnet4j.train.Precision.values(), Choices::word))
                .registerConverter(Mode.class, oneOf(Mode.values(), Choices::word))
                .registerConverter(Ranked.class, oneOf(Ranked.values(), Choices::weights));
    }

    /** A constant's name as a word, such as {@code not-eval-loss}. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String weights(Ranked ranked) {
        return ranked == Ranked.AVERAGE ? "ema" : "weights";
    }

    private static <E> ITypeConverter<E> named(Function<String, E> of) {
        return text -> {
            try {
                return of.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** Reads one of some values by its word, in any case. */
    private static <E> ITypeConverter<E> oneOf(E[] values, Function<E, String> word) {
        List<String> words = Arrays.stream(values).map(word).toList();
        return text -> {
            int found = words.indexOf(text.toLowerCase(Locale.ROOT));
            if (found < 0) {
                throw new TypeConversionException("expected " + String.join(", ", words.subList(0, words.size() - 1))
                        + " or " + words.get(words.size() - 1) + ", found '" + text + "'");
            }
            return values[found];
        };
    }
}
