package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the documentation says of files and modules is so. */
class DocumentationTest {

    private static final Path ARCHITECTURE = Path.of("docs", "architecture.md");

    /** A file of ours in code quotes: {@code `postprocess/SoftNms.java`}. */
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:java|js|torchscript|yaml|css))`");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static final Pattern ARROW = Pattern.compile("(\\w+) --> (\\w+)");

    private static final List<Path> FILES = Sources.all();

    private static Stream<Path> named(Path page) {
        return found(FILE, page).map(name -> Path.of(name.group(1)));
    }

    private static Stream<MatchResult> found(Pattern pattern, Path page) {
        try {
            return pattern.matcher(Files.readString(Sources.ROOT.resolve(page))).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsToAFile() {
        return FILES.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> !file.startsWith(Path.of("src")))
                .map(page -> dynamicTest(page.toString(), () -> {
                    Path folder = Sources.ROOT.resolve(page).getParent();
                    List<String> dead = found(LINK, page)
                            .map(link -> link.group(1))
                            .filter(link -> !Files.exists(folder.resolve(link)))
                            .toList();
                    assertEquals(List.of(), dead, "links to nothing");
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyFileThatIsNamedIsThereOnce() {
        List<Path> decisions = FILES.stream()
                .filter(file -> file.startsWith(Path.of("docs", "decisions")))
                .toList();
        assertFalse(decisions.isEmpty());
        return Stream.concat(Stream.of(ARCHITECTURE), decisions.stream())
                .flatMap(DocumentationTest::named)
                .distinct()
                .map(name -> dynamicTest(name.toString(), () -> {
                    List<Path> found =
                            FILES.stream().filter(file -> file.endsWith(name)).toList();
                    assertEquals(1, found.size(), () -> name + " is " + found);
                }));
    }

    @Test
    void theArrowsOfTheArchitectureAreThoseThatAreEnforced() {
        Map<String, TreeSet<String>> drawn = found(ARROW, ARCHITECTURE)
                .collect(Collectors.groupingBy(
                        arrow -> arrow.group(1),
                        TreeMap::new,
                        Collectors.mapping(arrow -> arrow.group(2), Collectors.toCollection(TreeSet::new))));
        Map<String, TreeSet<String>> enforced = new TreeMap<>();
        ArchitectureTest.ARROWS.forEach((module, others) -> {
            if (!others.isEmpty()) {
                enforced.put(module, new TreeSet<>(others));
            }
        });

        assertEquals(enforced, drawn);
    }
}
