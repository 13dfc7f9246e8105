package io.github.osgnet4j.serve;

import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.runtime.micrometer.GroundingMeters;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the backend of a server. */
final class BackendLoader {

    private static final Logger LOG = LoggerFactory.getLogger(BackendLoader.class);

    private final ServerSettings settings;
    private final MeterRegistry registry;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> videoObstacles = new ArrayList<>();

    BackendLoader(ServerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /** All of it, or nothing. */
    Backend load() {
        List<Model> models = new ArrayList<>();
        ServedEncoders encoders = new ServedEncoders(Optional.empty(), Optional.empty());
        Optional<Catalog> catalog = Optional.empty();
        boolean complete = false;
        try {
            encoders = ServedEncoders.open(settings);
            catalog = dataset().map(data -> new Catalog(data, settings.workers()));
            Optional<SplitPredictions> split = catalog.map(new SplitLoader(settings)::load);
            for (NamedBundle bundle : settings.bundles()) {
                models.add(model(bundle, encoders));
            }
            requireUse(models, encoders);
            if (encoders.text().isPresent() && catalog.isPresent()) {
                TokenComparison.log(encoders.text().get(), catalog.get().dataset());
            }
            Videos videos = new Videos(settings.limits().videos());
            Optional<VideoFolder> folder = settings.videoFolder().map(VideoFolder::open);
            Optional<EncodingJobs> jobs = encoders.videos().map(of -> jobs(of, videos));
            complete = true;
            return new Backend(
                    new Models(models),
                    catalog,
                    split,
                    encoders,
                    videos,
                    folder,
                    jobs,
                    settings.limits(),
                    settings.observing());
        } finally {
            if (!complete) {
                new Models(models).close();
                catalog.ifPresent(Catalog::close);
                encoders.close();
            }
        }
    }

    private EncodingJobs jobs(Encoders encoders, Videos videos) {
        try {
            Ffmpeg ffmpeg = settings.ffmpeg().map(Ffmpeg::at).orElseGet(Ffmpeg::find);
            LOG.info("Videos are decoded by {}, version {}", ffmpeg.program(), ffmpeg.version());
            return new EncodingJobs(
                    encoders, ffmpeg, UploadFolder.open(settings.uploadFolder()), settings.limits(), videos, registry);
        } catch (EncoderException e) {
            throw new ServeException("--encoders: " + e.getMessage(), e);
        }
    }

    private Optional<Dataset> dataset() {
        return settings.config()
                .map(config -> settings.annotations()
                        .map(file -> Dataset.open(config, settings.split(), file))
                        .orElseGet(() -> Dataset.open(config, settings.split())));
    }

    private Model model(NamedBundle bundle, ServedEncoders encoders) {
        long start = System.nanoTime();
        GroundingServiceBuilder builder = GroundingService.builder(bundle.bundle());
        settings.service().accept(builder);
        GroundingService service =
                builder.deadline(settings.limits().deadline()).open();
        GroundingMeters.bind(registry, service, Tags.of("model", bundle.name()));
        settings.observing().observe(service, bundle.name());
        LOG.info(
                "Model {}: {} is verified and warm after {} ms",
                bundle.name(),
                bundle.bundle(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        return new Model(
                bundle.name(),
                service,
                fits(bundle, service),
                fits(bundle, service, encoders.text()),
                fits(bundle, service, encoders));
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

    private boolean fits(NamedBundle bundle, GroundingService service, ServedEncoders encoders) {
        Optional<String> obstacle =
                encoders.videos().flatMap(videos -> ServedEncoders.obstacle(videos, service.manifest()));
        obstacle.ifPresent(reason -> {
            LOG.warn("The encoders of videos do not fit model {}: {}", bundle.name(), reason);
            videoObstacles.add(bundle.name() + ": " + reason);
        });
        return encoders.videos().isPresent() && obstacle.isEmpty();
    }

    /** What is given and fits no model is a mistake. */
    private void requireUse(List<Model> models, ServedEncoders encoders) {
        Optional<TextEncoder> encoder = encoders.text();
        if (settings.config().isPresent() && models.stream().noneMatch(Model::clips)) {
            throw new ServeException("Config " + settings.config().get().file() + " fits no model: "
                    + String.join(", ", obstacles) + "; " + BundleFit.REMEDY);
        }
        if (encoder.isPresent() && models.stream().noneMatch(Model::freeText)) {
            throw new ServeException("The text encoder gives " + encoder.get().channels()
                    + " channels a token, which no model takes; use the encoder that the model was trained with");
        }
        if (encoders.videos().isPresent() && models.stream().noneMatch(Model::videoFiles)) {
            throw new ServeException("The encoders of videos fit no model, " + String.join("; ", videoObstacles)
                    + "; use the encoders that the model was trained with");
        }
    }
}
