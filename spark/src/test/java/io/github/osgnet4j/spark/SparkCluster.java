package io.github.osgnet4j.spark;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Spark's own standalone master and workers of one core each, in processes of their own, from the jars of its
 * distribution, and drivers that submit the jar that is shipped.
 */
final class SparkCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home = Path.of(System.getProperty("osgnet.spark.home"));
    private final Path jar = Path.of(System.getProperty("osgnet.spark.jar"));
    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    SparkCluster(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                port,
                "--webui-port",
                0);
    }

    private String url() {
        return "spark://127.0.0.1:" + port;
    }

    /** Starts a worker; it looks for its master until it is there. */
    Process worker(int number) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work-" + number));
        return start(
                "worker-" + number,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                0,
                "--cores",
                1,
                "--memory",
                "512m",
                "--work-dir",
                work,
                url());
    }

    /** Submits the job; its standard output and error go to files named after it. */
    Process submit(String name, Object... args) throws IOException {
        List<Object> words = new ArrayList<>(List.of(
                "--master",
                url(),
                "--deploy-mode",
                "client",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.speculation=true",
                "--conf",
                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "--archives",
                folder.resolve("bundle.zip") + "#bundle",
                jar));
        words.addAll(List.of(args));
        return start(name, "org.apache.spark.deploy.SparkSubmit", words.toArray());
    }

    private Process start(String name, String program, Object... args) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        words.addAll(List.of(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                home.resolve("jars") + "/*",
                program));
        Stream.of(args).map(String::valueOf).forEach(words::add);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What a process has said on standard error. */
    String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err"));
    }

    /** Kills a process and those it has started, as when a machine goes. */
    static void kill(Process process) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Waits until something has happened. */
    static void await(BooleanSupplier happened) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Nothing happened for " + PATIENCE);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Leaves no process behind. */
    @Override
    public void close() {
        processes.forEach(SparkCluster::kill);
    }
}
