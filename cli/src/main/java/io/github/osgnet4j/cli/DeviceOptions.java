package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.PluginProvider;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What runs the graphs, and how it uses a GPU; without one, the options for it do nothing. */
final class DeviceOptions {

    /** What an engine limit can be of. */
    enum Limit {
        TOKENS,
        OBJECTS,
        ROWS
    }

    @Option(
            names = "--provider",
            defaultValue = "cpu",
            converter = RunnerConverter.class,
            completionCandidates = Names.class,
            paramLabel = "NAME",
            description =
                    "What runs the graphs: cpu, cuda, tensorrt, auto, or plugin:LIB[,key=value...], the provider in a"
                            + " library for ONNX Runtime's plug-in interface, with options of its own (default:"
                            + " ${DEFAULT-VALUE}). If it is missing, the CPU takes over.")
    private Runner runner;

    @Option(
            names = "--device-id",
            defaultValue = "0",
            converter = WholeNumber.Natural.class,
            paramLabel = "N",
            description = "Number of the GPU, or of the plug-in's device (default: ${DEFAULT-VALUE}).")
    private int deviceId;

    @Option(
            names = "--device-memory",
            converter = BytesConverter.class,
            paramLabel = "SIZE",
            description =
                    "Device memory that each graph may take for its tensors, such as 6G or 512M (default: no limit).")
    private Long deviceMemory;

    @Option(
            names = "--tf32",
            description =
                    "Let a GPU compute products in TF32, with a mantissa of 10 bits: faster, but no longer equal to"
                            + " the CPU.")
    private boolean tf32;

    @Option(
            names = "--engine-cache",
            paramLabel = "DIR",
            description = "Where TensorRT keeps its engines (default: osgnet/tensorrt in the user's cache folder).")
    private Path engineCache;

    @Option(
            names = "--engine-limit",
            split = ",",
            converter = {LimitConverter.class, WholeNumber.Positive.class},
            paramLabel = "NAME=N",
            description = "Sizes of a query that TensorRT's engines take: tokens, objects (at one step), rows (distinct"
                    + " objects). Larger queries run on CUDA (default: tokens=64,objects=16,rows=512).")
    private Map<Limit, Integer> engineLimits = new LinkedHashMap<>();

    /** What to open a bundle with, for so many threads inside one operation; 0 for all processors. */
    GrounderOptions options(int intraOpThreads) {
        GrounderOptions options = GrounderOptions.defaults().withGpu(gpu()).withIntraOpThreads(intraOpThreads);
        return runner.plugin().map(options::withPlugin).orElseGet(() -> options.withProvider(runner.provider()));
    }

    private GpuOptions gpu() {
        GpuOptions options =
                GpuOptions.DEFAULT.withDeviceId(deviceId).withTf32(tf32).withEngineLimits(limits());
        if (deviceMemory != null) {
            options = options.withMemoryLimit(deviceMemory);
        }
        return engineCache == null ? options : options.withEngineCache(engineCache);
    }

    private EngineLimits limits() {
        EngineLimits usual = EngineLimits.DEFAULT;
        return new EngineLimits(
                engineLimits.getOrDefault(Limit.TOKENS, usual.tokens()),
                engineLimits.getOrDefault(Limit.OBJECTS, usual.objects()),
                engineLimits.getOrDefault(Limit.ROWS, usual.objectRows()));
    }

    /** What runs the graphs; a plug-in comes with its library. */
    private record Runner(Provider provider, Optional<PluginProvider> plugin) {}

    /** What the Tab key offers. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return List.of("cpu", "cuda", "tensorrt", "auto", "plugin:").iterator();
        }
    }

    /** A provider by the name users write, or the library of one. */
    static final class RunnerConverter implements ITypeConverter<Runner> {

        private static final String PLUGIN = "plugin:";
        private static final String FORM = PLUGIN + "LIB[,key=value...]";

        @Override
        public Runner convert(String text) {
            if (text.regionMatches(true, 0, PLUGIN, 0, PLUGIN.length())) {
                return new Runner(Provider.PLUGIN, Optional.of(plugin(text.substring(PLUGIN.length()))));
            }
            Provider provider = provider(text);
            if (provider == Provider.PLUGIN) {
                throw new TypeConversionException("plugin needs a library: " + FORM);
            }
            return new Runner(provider, Optional.empty());
        }

        private static PluginProvider plugin(String text) {
            try {
                return PluginProvider.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        private static Provider provider(String name) {
            try {
                return Provider.of(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage() + " or " + FORM);
            }
        }
    }

    /** A limit by the name users write. */
    static final class LimitConverter implements ITypeConverter<Limit> {
        @Override
        public Limit convert(String name) {
            for (Limit limit : Limit.values()) {
                if (limit.name().equalsIgnoreCase(name)) {
                    return limit;
                }
            }
            throw new TypeConversionException("no limit '" + name + "', expected tokens, objects or rows");
        }
    }

    /** A number of bytes, with K, M or G for powers of 1024. */
    static final class BytesConverter implements ITypeConverter<Long> {

        private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)B?", Pattern.CASE_INSENSITIVE);

        @Override
        public Long convert(String text) {
            Matcher m = SIZE.matcher(text);
            if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
                throw new TypeConversionException("'" + text + "' is not a size; expected one such as 6G or 512M");
            }
            int power = " KMG".indexOf(m.group(2).toUpperCase(Locale.ROOT));
            return Long.parseLong(m.group(1)) << (10 * power);
        }
    }
}
