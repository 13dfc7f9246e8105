package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@link OsgnetServerBuilder} collects. */
record ServerSettings(
        String host,
        int port,
        Optional<String> token,
        Optional<Path> tokenFile,
        Optional<RateLimit> rate,
        Optional<Path> audit,
        boolean auditText,
        boolean accessLog,
        Optional<Path> bundleRoot,
        Optional<PemFiles> tls,
        List<NamedBundle> bundles,
        Optional<OsgnetConfig> config,
        Split split,
        Optional<Path> annotations,
        List<NamedPredictions> predictions,
        Optional<Path> textEncoder,
        Optional<Path> videoFolder,
        Optional<Path> encoders,
        Optional<Path> ffmpeg,
        Path uploadFolder,
        Consumer<GroundingServiceBuilder> service,
        int workers,
        Limits limits) {}
