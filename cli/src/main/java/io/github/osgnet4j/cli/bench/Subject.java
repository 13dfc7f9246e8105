package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import java.nio.file.Path;

/**
 * What is measured.
 *
 * @param bundle its folder
 * @param options to open it with, but for the number of threads
 */
public record Subject(Path bundle, GrounderOptions options) {

    Grounder open(int threads) {
        return Grounder.open(bundle, options.withIntraOpThreads(threads));
    }

    /** On the CPU, whatever the provider: elsewhere a trace tells neither shapes nor times of every node. */
    Grounder openTraced(int threads, Path traces) {
        return Grounder.openTraced(bundle, options.withProvider(Provider.CPU).withIntraOpThreads(threads), traces);
    }
}
