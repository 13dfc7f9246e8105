package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in {@code deploy} start a server as it is, and ask it what it answers. */
class DeploymentTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final String PORT = "8080";
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern PLACE = Pattern.compile("/opt/osgnet/demo/[\\w./]+");

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static List<Object> documents(Path file) throws IOException {
        return StreamSupport.stream(yaml().loadAll(Files.readString(file)).spliterator(), false)
                .toList();
    }

    /** What a path of keys and numbers leads to; a list of one is passed through. */
    private static Object at(Object value, String... keys) {
        Object found = value;
        for (String key : keys) {
            found = found instanceof List<?> list && list.size() == 1 ? list.get(0) : found;
            assertTrue(found instanceof Map<?, ?> map && map.containsKey(key), "no " + key + " in " + found);
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }

    private static Object deployment() throws IOException {
        Object deployment = documents(DEPLOY.resolve("kubernetes.yaml")).get(0);
        assertEquals("Deployment", at(deployment, "kind"));
        return at(deployment, "spec", "template", "spec");
    }

    private static void assertCommand(String words) throws IOException {
        assertTrue(words.startsWith("serve "), words);
        String help = Command.succeed("serve", "--help").out();
        List<String> options =
                OPTION.matcher(words).results().map(found -> found.group()).toList();
        assertTrue(options.containsAll(List.of("--model", "--config", "--host", "--token-file")), words);
        options.forEach(option -> assertTrue(help.contains(option + "="), option + " is none of serve's"));
        assertPlaces(words);
    }

    /** What is named of the installation is in it: its demo is made of these. */
    private static void assertPlaces(String text) throws IOException {
        String pom = Files.readString(ROOT.resolve("dist/pom.xml"));
        TreeSet<String> places = new TreeSet<>();
        PLACE.matcher(text).results().forEach(place -> places.add(place.group()));
        assertEquals(new TreeSet<>(List.of("/opt/osgnet/demo/bundle", "/opt/osgnet/demo/demo.yaml")), places);
        assertTrue(pom.contains("todir=\"${dist.image}/demo/bundle\""), "the bundle of the demo");
        assertTrue(pom.contains("todir=\"${dist.image}/demo\" file=\"${root}/configs/demo.yaml\""), "its config");
    }

    private static void assertRoute(String path) throws IOException {
        Object api = yaml().load(Files.readString(
                ROOT.resolve("serve/src/main/resources/io/github/osgnet4j/serve/openapi.yaml")));
        at(api, "paths", path, "get");
    }

    private static String joined(Object words) {
        return String.join(" ", ((List<?>) words).stream().map(String::valueOf).toList());
    }

    @Test
    void kubernetesStartsTheServerAndProbesWhatItAnswers() throws IOException {
        Object pod = deployment();
        assertCommand(joined(at(pod, "containers", "args")));
        assertEquals(PORT, String.valueOf(at(pod, "containers", "ports", "containerPort")));
        String name = (String) at(pod, "containers", "ports", "name");
        for (String probe : List.of("livenessProbe", "readinessProbe")) {
            assertRoute((String) at(pod, "containers", probe, "httpGet", "path"));
            assertEquals(name, at(pod, "containers", probe, "httpGet", "port"));
        }
        assertEquals("osgnet:latest", at(pod, "containers", "image"));
        assertEquals(
                "IfNotPresent",
                at(pod, "containers", "imagePullPolicy"),
                "loaded into the nodes, it is in no registry");
        Object service = documents(DEPLOY.resolve("kubernetes.yaml")).get(1);
        assertEquals(name, at(service, "spec", "ports", "targetPort"));
        assertEquals(
                at(service, "spec", "selector"),
                at(documents(DEPLOY.resolve("kubernetes.yaml")).get(0), "spec", "selector", "matchLabels"));
    }

    @Test
    void kubernetesGivesTheServerNoRightsAndEveryVolumeThatItMounts() throws IOException {
        Object pod = deployment();
        assertEquals(true, at(pod, "securityContext", "runAsNonRoot"));
        assertEquals(true, at(pod, "containers", "securityContext", "readOnlyRootFilesystem"));
        assertEquals(List.of("ALL"), at(pod, "containers", "securityContext", "capabilities", "drop"));
        assertEquals(names(at(pod, "volumes")), names(at(pod, "containers", "volumeMounts")));
        String user = String.valueOf(at(pod, "securityContext", "runAsUser"));
        assertTrue(Files.readString(ROOT.resolve("dist/pom.xml")).contains("<user>" + user + ":" + user + "</user>"));
    }

    private static List<Object> names(Object list) {
        return ((List<?>) list).stream().map(each -> at(each, "name")).toList();
    }

    @Test
    void composeStartsTheServerAndPrometheusReadsItsMetrics() throws IOException {
        Object compose = documents(DEPLOY.resolve("compose/compose.yaml")).get(0);
        Object osgnet = at(compose, "services", "osgnet");
        assertCommand(joined(at(osgnet, "command")));
        assertEquals(List.of("127.0.0.1:" + PORT + ":" + PORT), at(osgnet, "ports"));
        String health = joined(at(osgnet, "healthcheck", "test"));
        assertTrue(health.contains("/" + PORT + " ") && health.contains("GET /health/ready "), health);
        assertRoute("/health/ready");

        Object scraped = at(documents(DEPLOY.resolve("compose/prometheus.yml")).get(0), "scrape_configs");
        assertRoute((String) at(scraped, "metrics_path"));
        assertEquals(List.of("osgnet:" + PORT), at(scraped, "static_configs", "targets"));
        String token = (String) at(scraped, "authorization", "credentials_file");
        assertTrue(joined(at(osgnet, "command")).contains("--token-file=" + token), token);
        assertEquals(at(osgnet, "secrets"), at(compose, "services", "prometheus", "secrets"));
    }

    @Test
    void systemdStartsTheServerOfTheInstallation() throws IOException {
        List<String> unit = Files.readAllLines(DEPLOY.resolve("osgnet.service"));
        String start = value(unit, "ExecStart");
        String set = value(unit, "Environment");
        assertTrue(set.startsWith("\"OSGNET_SERVE=") && start.endsWith(" $OSGNET_SERVE"), start);
        assertTrue(start.startsWith("/opt/osgnet/bin/osgnet serve "), start);
        assertCommand(start.substring("/opt/osgnet/bin/osgnet ".length()) + " " + set.replaceAll("^\"[^=]*=|\"$", ""));
        assertTrue(value(unit, "CacheDirectory").equals("osgnet")
                && unit.contains("Environment=OSGNET_CACHE=%C/osgnet/user"));
        // SIGHUP ends a server that has no file to read again.
        assertTrue(value(unit, "ExecReload").endsWith(" -HUP $MAINPID") && start.contains(" --token-file "), start);
    }

    private static String value(List<String> unit, String key) {
        return unit.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theImageAndTheServerAgreeOnThePort() throws IOException {
        assertTrue(Files.readString(ROOT.resolve("dist/pom.xml")).contains("<port>" + PORT + "</port>"));
        assertTrue(Arrays.stream(Command.succeed("serve", "--help").out().split("\n"))
                .anyMatch(line -> line.contains("--port=") && line.contains(PORT)));
    }

    @Test
    void everyFileOfTheFolderIsNamedInTheGuide() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/install.md"));
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(".gitignore"))
                    .map(file -> ROOT.relativize(file).toString())
                    .forEach(file -> assertTrue(guide.contains("`" + file + "`"), file));
        }
    }
}
