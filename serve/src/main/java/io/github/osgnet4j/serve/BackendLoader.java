package io.github.osgnet4j.serve;

import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.runtime.micrometer.GroundingMeters;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what a server answers with. */
final class BackendLoader {

    private static final Logger LOG = LoggerFactory.getLogger(BackendLoader.class);

    private final ServerSettings settings;
    private final MeterRegistry registry;
    private final List<String> obstacles = new ArrayList<>();

    BackendLoader(ServerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /** All of it, or nothing. */
    Backend load() {
        List<Model> models = new ArrayList<>();
        Optional<TextEncoder> encoder = Optional.empty();
        Optional<Catalog> catalog = Optional.empty();
        boolean complete = false;
        try {
            encoder = settings.textEncoder().map(BackendLoader::encoder);
            catalog = dataset().map(data -> new Catalog(data, settings.workers()));
            for (NamedBundle bundle : settings.bundles()) {
                models.add(model(bundle, encoder));
            }
            requireUse(models, encoder);
            if (encoder.isPresent() && catalog.isPresent()) {
                TokenComparison.log(encoder.get(), catalog.get().dataset());
            }
            complete = true;
            return new Backend(
                    new Models(models),
                    catalog,
                    encoder,
                    new Videos(settings.limits().videos()),
                    settings.videoFolder().map(VideoFolder::open),
                    settings.limits());
        } finally {
            if (!complete) {
                new Models(models).close();
                catalog.ifPresent(Catalog::close);
                encoder.ifPresent(TextEncoder::close);
            }
        }
    }

    private static TextEncoder encoder(Path folder) {
        try {
            return TextEncoder.open(folder);
        } catch (EncoderException e) {
            throw new ServeException("--text-encoder " + folder + ": " + e.getMessage(), e);
        }
    }

    private Optional<Dataset> dataset() {
        return settings.config()
                .map(config -> settings.annotations()
                        .map(file -> Dataset.open(config, settings.split(), file))
                        .orElseGet(() -> Dataset.open(config, settings.split())));
    }

    private Model model(NamedBundle bundle, Optional<TextEncoder> encoder) {
        long start = System.nanoTime();
        GroundingServiceBuilder builder = GroundingService.builder(bundle.bundle());
        settings.service().accept(builder);
        GroundingService service =
                builder.deadline(settings.limits().deadline()).open();
        GroundingMeters.bind(registry, service, Tags.of("model", bundle.name()));
        LOG.info(
                "Model {}: {} is verified and warm after {} ms",
                bundle.name(),
                bundle.bundle(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        return new Model(bundle.name(), service, fits(bundle, service), fits(bundle, service, encoder));
    }

    private boolean fits(NamedBundle bundle, GroundingService service) {
        return settings.config()
                .map(config -> new BundleFit(service.manifest(), config)
                        .obstacle()
                        .map(obstacle -> {
                            LOG.warn("The clips of {} do not fit model {}: {}", config.file(), bundle.name(), obstacle);
                            obstacles.add(bundle.name() + " has " + obstacle);
                            return false;
                        })
                        .orElse(true))
                .orElse(false);
    }

    private static boolean fits(NamedBundle bundle, GroundingService service, Optional<TextEncoder> encoder) {
        int channels = service.manifest().dimensions().textDim();
        return encoder.map(e -> {
                    if (e.channels() != channels) {
                        LOG.warn(
                                "The text encoder does not fit model {}: {} channels a token against {}",
                                bundle.name(),
                                e.channels(),
                                channels);
                    }
                    return e.channels() == channels;
                })
                .orElse(false);
    }

    /** What is given and fits no model is a mistake. */
    private void requireUse(List<Model> models, Optional<TextEncoder> encoder) {
        if (settings.config().isPresent() && models.stream().noneMatch(Model::clips)) {
            throw new ServeException("Config " + settings.config().get().file() + " fits no model: "
                    + String.join(", ", obstacles) + "; " + BundleFit.REMEDY);
        }
        if (encoder.isPresent() && models.stream().noneMatch(Model::freeText)) {
            throw new ServeException("The text encoder gives " + encoder.get().channels()
                    + " channels a token, which no model takes; use the encoder that the model was trained with");
        }
    }
}
