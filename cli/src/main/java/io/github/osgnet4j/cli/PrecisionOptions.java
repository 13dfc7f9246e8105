package io.github.osgnet4j.cli;

import io.github.osgnet4j.export.ExportPrecision;
import io.github.osgnet4j.runtime.Precision.Kind;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** In which numbers a bundle computes, and how far it may be off for it. */
final class PrecisionOptions {

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            converter = KindConverter.class,
            paramLabel = "NAME",
            description = "Numbers that the graphs compute in: fp32; fp16, for GPUs; int8, for CPUs: products of 8-bit"
                    + " integers in the layers that bear it (default: ${DEFAULT-VALUE}).")
    private Kind kind;

    @Option(
            names = "--int8-budget",
            paramLabel = "ERROR",
            description = "The most that int8 may move the outputs, relative to their standard deviation (default: "
                    + ExportPrecision.Int8.USUAL_BUDGET + ").")
    private Double budget;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    Kind kind() {
        return kind;
    }

    ExportPrecision precision() {
        if (budget != null && kind != Kind.INT8) {
            throw new ParameterException(spec.commandLine(), "--int8-budget goes with --precision int8");
        }
        if (budget != null && !(budget > 0)) {
            throw new ParameterException(spec.commandLine(), "--int8-budget: expected more than 0, found " + budget);
        }
        return switch (kind) {
            case FP32 -> new ExportPrecision.Float32();
            case FP16 -> new ExportPrecision.Float16();
            case INT8 ->
                new ExportPrecision.Int8(budget == null ? ExportPrecision.Int8.USUAL_BUDGET : budget, List.of());
        };
    }

    /** A precision by the name users write. */
    static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String name) {
            try {
                return Kind.valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("expected fp32, fp16 or int8, found '" + name + "'");
            }
        }
    }
}
