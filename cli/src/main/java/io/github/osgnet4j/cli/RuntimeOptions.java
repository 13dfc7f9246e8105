package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The bundle of a command and what runs it. */
final class RuntimeOptions {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeOptions.class);

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "BUNDLE",
            description = "Folder that 'osgnet export' wrote.")
    private Path model;

    @Option(
            names = "--provider",
            defaultValue = "cpu",
            converter = ProviderConverter.class,
            paramLabel = "NAME",
            description = "What runs the graphs: cpu, cuda, tensorrt or auto (default: ${DEFAULT-VALUE})."
                    + " Where it is missing, the CPU does.")
    private Provider provider;

    @Option(
            names = "--warm-up",
            split = ",",
            converter = WholeNumber.Positive.class,
            paramLabel = "STEPS",
            description =
                    "Before the first query, run one of a made-up video of so many feature steps, so that memory is"
                            + " taken, kernels are loaded and TensorRT's engines built; several lengths with commas.")
    private int[] warmUp = {};

    @Mixin
    private GpuCommandOptions gpu;

    Path model() {
        return model;
    }

    /** Opens the bundle with so many threads inside one operation, 0 for all processors, and warms it up. */
    Grounder open(int intraOpThreads) {
        Grounder grounder = Grounder.open(model, options(intraOpThreads));
        try {
            warmUp(grounder);
            return grounder;
        } catch (RuntimeException e) {
            grounder.close();
            throw e;
        }
    }

    /** What to open a bundle with, for so many threads inside one operation; 0 for all processors. */
    GrounderOptions options(int intraOpThreads) {
        return GrounderOptions.defaults()
                .withProvider(provider)
                .withGpu(gpu.options())
                .withIntraOpThreads(intraOpThreads);
    }

    /** Runs what the user wants run before the first query. */
    void warmUp(Grounder grounder) {
        for (int steps : warmUp) {
            long start = System.nanoTime();
            grounder.warmUp(steps);
            LOG.info(
                    "Warmed up for {} steps in {} ms", steps, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /** A provider by the name users write. */
    static final class ProviderConverter implements ITypeConverter<Provider> {
        @Override
        public Provider convert(String name) {
            try {
                return Provider.of(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
