package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The commands that the documentation shows exist, and so do their options. */
class DocumentedCommandsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\w*$(.*?)^ *```$");
    private static final Pattern INDENTED = Pattern.compile("(?m)^ {4}.*$");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    /** Up to what a shell makes of the rest of the line. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|\\s)(?:scripts/)?osgnet ([a-z][^|;&>#\n]*)", Pattern.MULTILINE);

    private static final Pattern BENCHMARK = Pattern.compile("\\bscripts/benchmark ([a-z][\\w-]*)");
    private static final Pattern OPTION = Pattern.compile("(?<=\\s)(--[a-z][\\w-]*|-[a-zA-Z])(?=[\\s=,]|$)");

    /** Commands that are followed by another one. */
    private static final Set<String> GROUPS = Set.of("prepare", "submission");

    private final Map<String, Command> helps = new HashMap<>();

    private static Stream<Path> pages() {
        return Sources.all().stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> file.getNameCount() == 1 || file.startsWith("docs"))
                .filter(file -> !file.endsWith("CHANGELOG.md"));
    }

    /** The code of a page: blocks, and what is between code quotes, a line each. */
    private static List<String> code(Path page) throws IOException {
        String text = Files.readString(Sources.ROOT.resolve(page)).replaceAll("\\\\\\R *", "");
        List<String> code = new ArrayList<>();
        for (Pattern block : List.of(BLOCK, INDENTED)) {
            block.matcher(text).results().map(MatchResult::group).forEach(code::add);
            text = block.matcher(text).replaceAll("");
        }
        SPAN.matcher(text)
                .results()
                .map(span -> span.group(1).replaceAll("\\s+", " "))
                .forEach(code::add);
        return code;
    }

    private static List<String> found(Pattern pattern, List<String> code) {
        return code.stream()
                .flatMap(part -> pattern.matcher(part).results())
                .map(match -> match.group(1))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyOptionIsOneOfItsCommand() {
        return pages().map(page -> dynamicTest(page.toString(), () -> {
            List<String> commands = found(COMMAND, code(page));
            if (page.equals(Path.of("README.md"))) {
                assertTrue(commands.size() > 30, commands.toString());
            }
            assertEquals(List.of(), commands.stream().flatMap(this::unknown).toList());
        }));
    }

    /** What of a command line there is not. */
    private Stream<String> unknown(String line) {
        String[] words = line.split("\\s+");
        boolean nested = GROUPS.contains(words[0]) && words.length > 1 && words[1].matches("[a-z-]+");
        String name = nested ? words[0] + " " + words[1] : words[0];
        Command help = helps.computeIfAbsent(name, n -> Command.run((Object[]) (n + " --help").split(" ")));
        if (help.code() != 0 || !help.out().contains("osgnet " + name)) {
            return Stream.of("There is no 'osgnet " + name + "'");
        }
        return OPTION.matcher(line)
                .results()
                .map(MatchResult::group)
                .filter(option -> !Pattern.compile("(?<![\\w-])" + option + "(?![\\w-])")
                        .matcher(help.out())
                        .find())
                .map(option -> "osgnet " + name + " has no " + option);
    }

    @TestFactory
    Stream<DynamicTest> everyBenchmarkIsThere() throws IOException {
        String known = Files.readString(
                Sources.ROOT.resolve("benchmarks/src/main/java/io/github/osgnet4j/benchmarks/Measurement.java"));
        return pages().map(page -> dynamicTest(page.toString(), () -> {
            List<String> named = found(BENCHMARK, code(page));
            if (page.endsWith("performance.md")) {
                assertTrue(named.size() > 3, named.toString());
            }
            assertEquals(
                    List.of(),
                    named.stream()
                            .filter(name -> !known.matches("(?s).*\n    [A-Z_]+\\(\\s*\"" + name + "\",.*"))
                            .toList());
        }));
    }
}
