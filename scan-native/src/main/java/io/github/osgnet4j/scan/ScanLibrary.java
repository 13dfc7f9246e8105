package io.github.osgnet4j.scan;

import io.github.osgnet4j.natives.OperatorLibrary;
import java.net.URL;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/** Where this artifact has the operators of the domain {@code osgnet} for a system, as {@code linux-x86_64/libosgnet-scan.so}. */
@API(status = API.Status.EXPERIMENTAL)
public final class ScanLibrary implements OperatorLibrary {

    private static final String FILE = "libosgnet-scan.so";

    /** For {@link java.util.ServiceLoader}. */
    public ScanLibrary() {}

    @Override
    public String name() {
        return Optional.ofNullable(ScanLibrary.class.getPackage().getImplementationVersion())
                .map(version -> "osgnet-scan-" + version)
                .orElse("osgnet-scan");
    }

    @Override
    public Optional<URL> resource() {
        return resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Optional<URL> resource(String system, String processor) {
        if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
            return Optional.empty();
        }
        String folder = "linux-" + (Set.of("amd64", "x86_64").contains(processor) ? "x86_64" : processor);
        return Optional.ofNullable(ScanLibrary.class.getResource(folder + "/" + FILE));
    }
}
