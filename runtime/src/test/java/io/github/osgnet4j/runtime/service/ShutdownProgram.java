package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.Grounder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Asks, and opens a bundle, in a shutdown hook, long after other hooks have run, and says so. Run in a JVM of its own:
 * {@code ShutdownProgram FOLDER}.
 */
final class ShutdownProgram {

    private static final int MILLIS = 500;

    private ShutdownProgram() {}

    public static void main(String[] args) {
        Path bundle = ServiceFixture.bundle(Path.of(args[0]).resolve("bundle"));
        GroundingService service = GroundingService.builder(bundle).workers(2).open();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(MILLIS);
                int windows = 0;
                for (int i = 0; i < 20; i++) {
                    windows += service.ground(ServiceFixture.request(ServiceFixture.video("v" + i, 20 + i), "q"))
                            .answers()
                            .get(0)
                            .windows()
                            .size();
                }
                service.close();
                Grounder.open(bundle).close();
                System.out.println(windows > 0 ? "answered in the hook" : "no windows");
            } catch (InterruptedException | RuntimeException e) {
                e.printStackTrace(System.out);
            }
        }));
        System.exit(7);
    }
}
