package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.PluginProvider;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code osgnet.*}; the defaults are those of {@link GroundingServiceBuilder}.
 *
 * @param model folder of the bundle; null for none
 * @param provider the provider that runs the graphs
 * @param plugin the library of the provider {@code plugin}, as {@link PluginProvider#of}
 * @param deviceId number of the GPU, or of the plug-in's device
 * @param intraOpThreads threads inside one operation; 0 for all processors
 * @param workers requests that run at the same time
 * @param queueCapacity requests that may wait for a worker
 * @param queueWait how long a caller waits for a place in a full queue
 * @param deadline time for a request from the call to its answer
 * @param cacheSize encoded videos to keep
 * @param maxSteps feature steps that a video may have
 * @param verify whether the bundle is verified on its samples before the application starts
 * @param warmUp lengths of videos to run once before the application starts
 * @param closeGrace how long requests may go on when the application stops
 * @param encoders folder of encoders, or an encoder; null for none
 * @param problems whether failures in controllers become problem documents
 */
@ConfigurationProperties("osgnet")
public record OsgnetProperties(
        @Nullable Path model,
        @DefaultValue("cpu") Provider provider,
        Optional<String> plugin,
        @DefaultValue("0") int deviceId,
        @DefaultValue("1") int intraOpThreads,
        Optional<Integer> workers,
        Optional<Integer> queueCapacity,
        Optional<Duration> queueWait,
        Optional<Duration> deadline,
        Optional<DataSize> cacheSize,
        Optional<Integer> maxSteps,
        Optional<Boolean> verify,
        @DefaultValue List<Integer> warmUp,
        @DefaultValue("30s") Duration closeGrace,
        @Nullable Path encoders,
        @DefaultValue("true") boolean problems) {

    /** For Spring, which passes null for settings that are not set. */
    public OsgnetProperties {
        plugin = orEmpty(plugin);
        workers = orEmpty(workers);
        queueCapacity = orEmpty(queueCapacity);
        queueWait = orEmpty(queueWait);
        deadline = orEmpty(deadline);
        cacheSize = orEmpty(cacheSize);
        maxSteps = orEmpty(maxSteps);
        verify = orEmpty(verify);
    }

    @SuppressWarnings("OptionalAssignedToNull")
    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    /**
     * How the network runs.
     *
     * @throws IllegalArgumentException if there is a library but another provider, or none for this one
     */
    GrounderOptions options() {
        if ((provider == Provider.PLUGIN) != plugin.isPresent()) {
            throw new IllegalArgumentException("osgnet.provider is " + provider + ", expected "
                    + (plugin.isPresent()
                            ? "plugin, as osgnet.plugin is set"
                            : "osgnet.plugin with it: LIB[,key=value...]"));
        }
        GrounderOptions options = GrounderOptions.defaults()
                .withGpu(GpuOptions.DEFAULT.withDeviceId(deviceId))
                .withIntraOpThreads(intraOpThreads);
        return plugin.map(library -> options.withPlugin(PluginProvider.of(library)))
                .orElseGet(() -> options.withProvider(provider));
    }

    /** The folder of the bundle, in an application that has one. */
    Path requiredModel() {
        return Objects.requireNonNull(model, "osgnet.model");
    }

    /** Applies the settings that are set. */
    void apply(GroundingServiceBuilder builder) {
        builder.options(options());
        workers.ifPresent(builder::workers);
        queueCapacity.ifPresent(builder::queueCapacity);
        queueWait.ifPresent(builder::queueWait);
        deadline.ifPresent(builder::deadline);
        cacheSize.ifPresent(size -> builder.cacheBytes(size.toBytes()));
        maxSteps.ifPresent(builder::maxSteps);
        verify.ifPresent(builder::verify);
        builder.warmUp(warmUp.stream().mapToInt(Integer::intValue).toArray());
    }
}
