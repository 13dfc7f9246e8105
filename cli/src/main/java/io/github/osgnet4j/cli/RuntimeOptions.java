package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The bundle of a command and what runs it. */
final class RuntimeOptions {

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
                    + " If it is missing, the CPU takes over.")
    private Provider provider;

    @Mixin
    private GpuCommandOptions gpu;

    Path model() {
        return model;
    }

    /** Opens the bundle with so many threads inside one operation; 0 for all processors. */
    Grounder open(int intraOpThreads) {
        return Grounder.open(model, options(intraOpThreads));
    }

    /** What to open a bundle with, for so many threads inside one operation; 0 for all processors. */
    GrounderOptions options(int intraOpThreads) {
        return GrounderOptions.defaults()
                .withProvider(provider)
                .withGpu(gpu.options())
                .withIntraOpThreads(intraOpThreads);
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
