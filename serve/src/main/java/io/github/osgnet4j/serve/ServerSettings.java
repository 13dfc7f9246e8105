package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The settings from {@link OsgnetServerBuilder}. */
record ServerSettings(
        String host,
        int port,
        Optional<String> token,
        Optional<TokenFile> tokenFile,
        Optional<RateLimit.Rate> rate,
        Optional<Path> audit,
        boolean auditText,
        boolean accessLog,
        Optional<Path> bundleRoot,
        Optional<PemFiles> tls,
        Observing observing,
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
        Limits limits) {

    /**
     * Checks what goes together.
     *
     * @throws ServeException if something does not
     */
    void requireSense() {
        if (bundles.stream().map(NamedBundle::name).distinct().count() < bundles.size()) {
            throw new ServeException("Two models have one name: "
                    + bundles.stream().map(NamedBundle::name).toList()
                    + "; give each a name, as in --model name=bundle");
        }
        requirePredictionsOfASplit();
        boolean loopback = HostCheck.loopback(host);
        if (token.isPresent() && tokenFile.isPresent()) {
            throw new ServeException(
                    "There are two kinds of tokens: set token, or one of tokenFile and singleTokenFile");
        }
        if (!loopback && token.isEmpty() && tokenFile.isEmpty()) {
            throw new ServeException("--host " + host
                    + " can be reached from other machines: a token is needed, give it with --token-file or --tokens");
        }
        if (token.isPresent() && token.get().isBlank()) {
            throw new ServeException("The token is empty");
        }
    }

    private void requirePredictionsOfASplit() {
        if (!predictions.isEmpty() && config.isEmpty()) {
            throw new ServeException("--predictions are of a split: give its config with --config");
        }
        List<String> names = predictions.stream().map(NamedPredictions::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new ServeException("Two files of predictions have one name: " + names
                    + "; give each a name, as in --predictions name=file");
        }
    }
}
