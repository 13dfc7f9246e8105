package io.github.osgnet4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, and all that its README says; but the demo trains one epoch. */
class DistributionTest {

    private static final String SYSTEM = System.getProperty("osgnet.dist.platform");
    private static final Path ARCHIVE = Path.of(System.getProperty("osgnet.dist.archive"));
    private static final Pattern BLOCK = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);

    /** A row of the table: a jar, and the version of glibc. */
    private static final Pattern NEEDED = Pattern.compile("\\| `([\\w-]+)` \\|.*\\| 2\\.(\\d+) \\|");

    private static Stranger stranger;

    @BeforeAll
    static void unpack(@TempDir Path folder) throws IOException, InterruptedException {
        stranger = new Stranger(folder, ARCHIVE);
    }

    @AfterAll
    static void release() throws IOException {
        stranger.close();
    }

    private static List<String> commands() throws IOException {
        return BLOCK.matcher(Files.readString(stranger.installation().resolve("README.md")))
                .results()
                .map(block -> block.group(1).replaceAll("\\\\\\R *", ""))
                .flatMap(String::lines)
                .toList();
    }

    @Test
    void aStrangerDoesAllThatTheReadmeSays() throws IOException, InterruptedException {
        assumeTrue(NativeCode.thisSystem().equals(SYSTEM), "an archive for " + SYSTEM);
        Map<String, String> before = stranger.traces();
        StringBuilder said = new StringBuilder();
        Path served = Files.createTempFile("served", ".txt");
        Process server = null;
        try {
            String address = "";
            for (String line : commands()) {
                if (line.startsWith("osgnet serve ")) {
                    server = stranger.start("exec " + line + " --port 0", served);
                    address = address(server, served).toString();
                } else if (line.startsWith("osgnet-demo ")) {
                    said.append(stranger.run(line + " 1"));
                } else {
                    said.append(stranger.run(
                            line.replace("http://localhost:8080", address).replace("curl ", "curl -fsS ")));
                }
            }
        } finally {
            if (server != null) {
                server.destroy();
                assertTrue(server.waitFor(1, TimeUnit.MINUTES), "the server stops");
            }
            Files.delete(served);
        }
        String version = "osgnet " + System.getProperty("osgnet.dist.version");
        for (String word : List.of(version, "demo/bundle on", "40 queries", "\"windows\"", "Where was the pan?: ")) {
            assertTrue(said.toString().contains(word), () -> word + " is missing in\n" + said);
        }
        for (String output : List.of("predictions.json", "demo-out/report.html", "demo-out/run/last.safetensors")) {
            assertTrue(Files.size(stranger.work().resolve(output)) > 0, output);
        }
        assertTrue(hasArchive(), "starts are quick");
        assertEquals(before, stranger.traces(), "the installation stays as it is");
    }

    /** Waits until the server says where it is. */
    static URI address(Process server, Path said) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!Files.readString(said).contains("Ready at ")) {
            assertTrue(server.isAlive() && System.nanoTime() < end, Files.readString(said));
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return URI.create(Files.readString(said).replaceAll("(?s).*Ready at (http://[^/]+)/.*", "$1"));
    }

    private static boolean hasArchive() throws IOException {
        try (Stream<Path> files = Files.walk(stranger.work().resolve("tmp"))) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    @Test
    void itsNativeCodeIsThatOfItsSystemAndOfNoOther() throws IOException {
        List<NativeCode> all = NativeCode.in(stranger.installation().resolve("lib"));
        assertEquals(
                List.of(),
                all.stream()
                        .filter(code -> !code.system().equals(SYSTEM))
                        // FFmpeg for Macs with ARM brings it for x86-64, and names it nowhere.
                        .filter(code -> !code.entry().endsWith("/macosx-arm64/libatomic.1.dylib"))
                        .toList());
        List<String> libraries =
                new ArrayList<>(List.of("onnxruntime", "onnxruntime4j_jni", "tokenizers", "djl_torch", "torch_cpu"));
        if (!SYSTEM.startsWith("windows-")) {
            libraries.addAll(List.of("avcodec", "avformat"));
        }
        for (String library : libraries) {
            Pattern name = Pattern.compile("(.*/)?(lib)?" + library + "\\.(so|dylib|dll|[0-9]).*");
            assertTrue(
                    all.stream().anyMatch(code -> name.matcher(code.entry()).matches()),
                    library + " is none of " + all);
        }
    }

    @Test
    void itNeedsTheLibraryOfTheSystemThatTheGuideSays() throws IOException {
        assumeTrue(SYSTEM.equals("linux-x86_64"), "the guide has the versions for x86-64");
        Map<String, Integer> said = new TreeMap<>();
        NEEDED.matcher(Files.readString(stranger.installation().resolve("docs/install.md")))
                .results()
                .forEach(row -> said.put(row.group(1), Integer.valueOf(row.group(2))));
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> jars = Files.list(stranger.installation().resolve("lib"))) {
            for (Path jar : (Iterable<Path>) jars.filter(file -> file.toString().endsWith(".jar"))::iterator) {
                String name = jar.getFileName().toString().replaceAll("-\\d.*", "");
                NeededLibrary.of(jar).ifPresent(version -> found.put(name, version));
            }
        }
        // What needs less than ONNX Runtime is not worth a row.
        found.values().removeIf(version -> version < said.get("onnxruntime"));
        assertEquals(said, found);
        int all = found.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        String readme = Files.readString(stranger.installation().resolve("README.md"));
        assertTrue(readme.contains("the GNU C library: 2." + all + " for everything"), "2." + all);
    }

    @Test
    void itIsMadeOfNoTimeAndNoUserOfTheBuild() throws IOException, InterruptedException {
        String said = Stranger.succeed(
                List.of("tar", "--numeric-owner", "--utc", "--full-time", "-tvzf", ARCHIVE.toString()));
        List<String> listed = said.lines().toList();
        assertTrue(listed.size() > 100, listed.toString());
        for (String line : listed) {
            String[] words = line.split(" +");
            assertEquals("0/0", words[1], line);
            assertEquals(System.getProperty("osgnet.dist.time"), words[3] + "T" + words[4] + "Z", line);
            boolean program = line.startsWith("d") || words[5].matches("[^/]+/bin/.*");
            assertEquals(program ? "rwxr-xr-x" : "rw-r--r--", words[0].substring(1), line);
        }
    }

    @Test
    void everyLinkOfItsPagesLeadsToAFile() throws IOException {
        Pattern link = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
        try (Stream<Path> files = Files.walk(stranger.installation())) {
            for (Path page :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".md"))::iterator) {
                List<String> dead = link.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1))
                        .filter(target -> !Files.exists(page.resolveSibling(target)))
                        .toList();
                assertEquals(List.of(), dead, page.toString());
            }
        }
    }
}
