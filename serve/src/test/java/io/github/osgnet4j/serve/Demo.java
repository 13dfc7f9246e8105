package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The bundle and the data that come with the project. */
final class Demo {

    static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    static final Path BUNDLE = ROOT.resolve("models/demo");
    static final Path LEARN = Path.of(System.getProperty("osgnet.golden")).resolve("learn");
    static final OsgnetConfig CONFIG = OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty());
    static final List<AnnotatedQuery> QUERIES = Annotations.read(LEARN.resolve("annotations/val.jsonl"));

    private Demo() {}

    /** The first query of the split. */
    static AnnotatedQuery query() {
        return QUERIES.get(0);
    }

    /** A server of the demo on a free port, not started. */
    static OsgnetServerBuilder builder() {
        return OsgnetServer.builder()
                .port(0)
                .model(new NamedBundle("demo", BUNDLE))
                .config(CONFIG);
    }
}
