package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.NamedBundle;
import io.github.osgnet4j.serve.OsgnetServer;
import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Grounding over HTTP. */
@Command(
        name = "serve",
        description = {
            "Answers queries over HTTP, with a page at / that shows the answers.",
            "The page offers the clips and queries of --config. Listens on this machine only, unless --host is given, which"
                    + " requires a token. /openapi.yaml describes the API. Ctrl-C or SIGTERM finishes running requests and"
                    + " stops."
        },
        mixinStandardHelpOptions = true,
        modelTransformer = ServeCommand.ConfigOrNone.class,
        footer = {
            "",
            "Examples:",
            "  osgnet serve --model models/demo --config configs/demo.yaml",
            "  osgnet serve --model bundle --config nlq.yaml --predictions a.json --predictions b=other/b.json",
            "  osgnet serve --model bundle --encoders encoders --videos videos",
            "  osgnet serve --model v1=bundles/a --model v2=bundles/b --host 0.0.0.0 --token-file token.txt",
            "  osgnet serve --model bundle --host 0.0.0.0 --tokens tokens.txt --rate 10/s --tls-cert cert.pem --tls-key key.pem",
            "  osgnet serve --model bundle --tokens tokens.txt --bundles bundles --audit audit.jsonl --log-format json",
        })
final class ServeCommand extends JobCommand {

    /** A value under a name. */
    static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]+)=(.+)");

    @Option(
            names = {"-m", "--model"},
            required = true,
            converter = BundleConverter.class,
            paramLabel = "[NAME=]BUNDLE",
            description = "Folder that 'osgnet export' wrote, served under the folder's name or another one. Repeat the"
                    + " option for more models; the first is the default.")
    private List<NamedBundle> models;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "N",
            description = "Port to listen on (default: ${DEFAULT-VALUE}); 0: any free one.")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--text-encoder",
            paramLabel = "DIR",
            description =
                    "Folder with model.onnx, tokenizer.json and optionally config.json, for queries in free text, if"
                            + " it is not among --encoders.")
    private Path textEncoder;

    @Mixin
    private ServedPredictions predictions;

    @Mixin
    private ServeVideos videos;

    @Mixin
    private ServeOperation operation;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private ServeLimits limits;

    @Override
    public Integer call() throws InterruptedException {
        operation.applyLogFormat();
        if (config.file() != null) {
            data.check();
        } else if (data.annotations().isPresent()
                || config.dataRoot().isPresent()
                || !config.overrides().isEmpty()
                || predictions.given()) {
            throw usage("--annotations, --predictions, --data-root and --set go with --config");
        }
        try (OsgnetServer server = builder().start()) {
            Thread stop = new Thread(server::close, "osgnet-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            if (operation.reloads()) {
                HangUp.starts(server::reload);
            }
            server.load();
            out().println("Ready at " + server.url());
            server.join();
        }
        return 0;
    }

    private OsgnetServerBuilder builder() {
        OsgnetServerBuilder builder =
                OsgnetServer.builder().host(host).split(data.split()).service(each -> each.options(device.options(1)));
        models.forEach(builder::model);
        limits.set("--port", () -> builder.port(port));
        limits.apply(builder);
        if (config.file() != null) {
            builder.config(config.load());
        }
        data.annotations().ifPresent(builder::annotations);
        Optional.ofNullable(textEncoder).ifPresent(builder::textEncoder);
        predictions.apply(builder);
        videos.apply(builder, limits);
        operation.apply(builder, limits);
        return builder;
    }

    /** Without a config there are no clips to offer. */
    static final class ConfigOrNone extends OptionalOption {
        ConfigOrNone() {
            super("--config");
        }
    }

    /** A bundle with the name it is served under. */
    static final class BundleConverter implements ITypeConverter<NamedBundle> {
        @Override
        public NamedBundle convert(String text) {
            Matcher named = NAMED.matcher(text);
            if (named.matches() && !Files.isDirectory(Path.of(text))) {
                return new NamedBundle(named.group(1), Path.of(named.group(2)));
            }
            Path bundle = Path.of(text);
            return new NamedBundle(
                    bundle.toAbsolutePath().normalize().getFileName().toString(), bundle);
        }
    }
}
