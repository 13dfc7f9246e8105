package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The workflows of CI: they parse, ask for few permissions, and name actions by commit and commands that there are. */
class WorkflowsTest {

    private static final Path WORKFLOWS = Sources.ROOT.resolve(".github/workflows");

    private static final Pattern PINNED = Pattern.compile("[\\w-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

    private static final Pattern PROFILE =
            Pattern.compile("<profile>\\s*(?:<!--.*?-->\\s*)?<id>([^<]+)</id>", Pattern.DOTALL);

    /** What the runners have. */
    private static final Set<String> PROGRAMS =
            Set.of("apt-get", "curl", "docker", "grep", "head", "jar", "mvn", "python3", "sha256sum");

    private static final Set<String> PHASES = Set.of("compile", "package", "verify", "deploy", "javadoc:aggregate");

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().toList();
        }
    }

    private static Map<?, ?> parse(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return (Map<?, ?>) new Yaml(new SafeConstructor(options)).load(Files.readString(file));
    }

    @TestFactory
    Stream<DynamicTest> aWorkflowReadsUnlessItSaysOtherwise() throws IOException {
        return workflows().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Map<?, ?> workflow = parse(file);
                    assertEquals(Map.of("contents", "read"), workflow.get("permissions"));
                    // YAML 1.1 reads the key 'on' as a truth value.
                    assertTrue(workflow.containsKey(true), "what starts it");
                    Map<?, ?> jobs = (Map<?, ?>) workflow.get("jobs");
                    assertFalse(jobs.isEmpty());
                    for (Object each : jobs.values()) {
                        Map<?, ?> job = (Map<?, ?>) each;
                        assertTrue(job.get("timeout-minutes") instanceof Integer, "a job without an end: " + job);
                        if (job.get("permissions") instanceof Map<?, ?> more) {
                            assertEquals(Map.of("contents", "read", "security-events", "write"), more);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyActionIsACommitWithItsVersion() throws IOException {
        return workflows().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    List<String> actions = Files.readString(file)
                            .lines()
                            .filter(line -> line.matches("[ -]*uses:.*"))
                            .map(line -> line.replaceFirst("[ -]*uses: *", ""))
                            .toList();
                    assertFalse(actions.isEmpty());
                    assertEquals(
                            List.of(),
                            actions.stream()
                                    .filter(action -> !PINNED.matcher(action).matches())
                                    .toList());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsThere() throws IOException {
        Set<String> profiles = profiles();
        assertTrue(profiles.containsAll(List.of("release", "mutation")), profiles.toString());
        return workflows().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    for (String command : commands(parse(file))) {
                        List<String> words = List.of(command.strip().split("\\s+"));
                        String program = words.get(0);
                        if (program.contains("/")) {
                            assertTrue(Files.isExecutable(Sources.ROOT.resolve(program)), command);
                        } else {
                            assertTrue(PROGRAMS.contains(program), command);
                        }
                        if (program.equals("mvn")) {
                            checkMaven(command, words.subList(1, words.size()), profiles);
                        } else if (program.equals("scripts/reproducible")) {
                            checkProfiles(command, words, profiles);
                        }
                    }
                }));
    }

    private static void checkMaven(String command, List<String> words, Set<String> profiles) {
        checkProfiles(command, words, profiles);
        boolean module = false;
        for (String word : words) {
            if (module) {
                for (String folder : word.split(",")) {
                    assertTrue(Files.exists(Sources.ROOT.resolve(folder).resolve("pom.xml")), command);
                }
            } else if (!word.startsWith("-")) {
                assertTrue(PHASES.contains(word), command);
            }
            module = word.equals("-pl");
        }
    }

    private static void checkProfiles(String command, List<String> words, Set<String> profiles) {
        words.stream()
                .filter(word -> word.startsWith("-P"))
                .forEach(word -> assertTrue(
                        profiles.containsAll(List.of(word.substring(2).split(","))), command));
    }

    /** Those of all poms. */
    private static Set<String> profiles() throws IOException {
        Set<String> profiles = new TreeSet<>();
        for (Path file : Sources.all()) {
            if (file.endsWith("pom.xml")) {
                PROFILE.matcher(Files.readString(Sources.ROOT.resolve(file)))
                        .results()
                        .forEach(found -> profiles.add(found.group(1)));
            }
        }
        return profiles;
    }

    /** The lines that a workflow gives to a shell. */
    private static List<String> commands(Object node) {
        List<String> found = new ArrayList<>();
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("run")) {
                    found.addAll(value.toString()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList());
                } else {
                    found.addAll(commands(value));
                }
            });
        } else if (node instanceof Collection<?> list) {
            list.forEach(each -> found.addAll(commands(each)));
        }
        return found;
    }

    @Test
    void whatKeepsDependenciesNewParses() throws IOException {
        Map<?, ?> dependabot = parse(Sources.ROOT.resolve(".github/dependabot.yml"));
        assertEquals(2, dependabot.get("version"));
    }

    /** With one of ours that uses another Spring Boot, for example, javadoc:aggregate does not find the classes of the starter. */
    @Test
    void theSiteOfAllModulesLeavesOutThoseThatAreNotPublished() throws IOException {
        Pattern skipped = Pattern.compile("<skippedModules>([^<]+)</skippedModules>");
        Pattern module = Pattern.compile("<module>([^<]+)</module>");
        Pattern artifact = Pattern.compile(
                "</parent>.*?<artifactId>([^<]+)<|<groupId>com.example</groupId>\\s*<artifactId>([^<]+)<",
                Pattern.DOTALL);
        String parent = Files.readString(Sources.ROOT.resolve("pom.xml"));
        Matcher list = skipped.matcher(parent);
        assertTrue(list.find());
        Set<String> internal = new TreeSet<>();
        String always = parent.substring(0, parent.indexOf("<profiles>"));
        for (MatchResult found : module.matcher(always).results().toList()) {
            String pom = Files.readString(Sources.ROOT.resolve(found.group(1)).resolve("pom.xml"));
            if (pom.contains("<osgnet.internal>true<") || pom.contains("<groupId>com.example</groupId>")) {
                Matcher name = artifact.matcher(pom);
                assertTrue(name.find(), found.group(1));
                internal.add(name.group(1) == null ? name.group(2) : name.group(1));
            }
        }
        assertFalse(internal.isEmpty());
        internal.removeAll(Set.of(list.group(1).split(",")));
        assertEquals(Set.of(), internal);
    }
}
