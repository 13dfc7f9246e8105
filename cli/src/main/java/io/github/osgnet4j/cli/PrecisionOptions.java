package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.export.ExportPrecision;
import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Precision.Kind;
import io.github.osgnet4j.runtime.bundle.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** In which numbers a bundle computes, and how far it may be off for it. */
final class PrecisionOptions {

    private static final Logger LOG = LoggerFactory.getLogger(PrecisionOptions.class);

    static final int USUAL_QUERIES = 40;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "NAME",
            description = "Numbers that the graphs compute in: fp32; fp16, for GPUs; int8, for CPUs: products of 8-bit"
                    + " integers in the layers that tolerate them (default: ${DEFAULT-VALUE}).")
    private Kind kind;

    @Option(
            names = "--int8-budget",
            converter = DecimalNumber.class,
            paramLabel = "ERROR",
            description = "The most that int8 may move the outputs, relative to their standard deviation (default: "
                    + ExportPrecision.Int8.USUAL_BUDGET + ").")
    private Double budget;

    @Option(
            names = "--int8-for",
            paramLabel = "CPUS",
            description =
                    "Processors that int8 is for: avx2, which runs on every processor; vnni, only on those with VNNI"
                            + " or AMX, with smaller errors at the same speed (default: avx2).")
    private Int8For int8For;

    @Option(
            names = "--recall-queries",
            paramLabel = "N",
            description = "Ask this many queries of the validation split in this precision and in fp32, and print both"
                    + " recalls (default: " + PrecisionOptions.USUAL_QUERIES + ", 0 with --random-weights).")
    private Integer recallQueries;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    Kind kind() {
        return kind;
    }

    /** The precision; int8 measures its errors on the training data of the config where that is there. */
    ExportPrecision precision(OsgnetConfig config, Target target) {
        require(
                kind != Kind.INT8 || target == Target.CPU,
                "--precision int8 is for --target cpu; for a GPU there is fp16");
        require(budget == null || kind == Kind.INT8, "--int8-budget needs --precision int8");
        require(int8For == null || kind == Kind.INT8, "--int8-for needs --precision int8");
        require(budget == null || budget > 0, "--int8-budget: expected more than 0, found " + budget);
        require(
                recallQueries == null || kind != Kind.FP32,
                "--recall-queries compares with fp32: it needs --precision fp16 or int8");
        require(
                recallQueries == null || recallQueries >= 0,
                "--recall-queries: expected 0 or more, found " + recallQueries);
        return switch (kind) {
            case FP32 -> new ExportPrecision.Float32();
            case FP16 -> {
                if (target == Target.CPU) {
                    LOG.warn("fp16 makes a CPU slower, not faster; for a GPU export with --target gpu too");
                }
                yield new ExportPrecision.Float16();
            }
            case INT8 -> {
                double most = budget == null ? ExportPrecision.Int8.USUAL_BUDGET : budget;
                yield new ExportPrecision.Int8(
                        most, CalibrationData.of(config), int8For == null ? Int8For.AVX2 : int8For);
            }
        };
    }

    /** How many queries recall is compared on; 0 for none. */
    int recallQueries(boolean trained) {
        if (recallQueries != null) {
            return recallQueries;
        }
        return trained && kind != Kind.FP32 ? USUAL_QUERIES : 0;
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }
}
