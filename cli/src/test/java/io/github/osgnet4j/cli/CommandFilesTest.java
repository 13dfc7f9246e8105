package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What shells and {@code man} know of the command. */
class CommandFilesTest {

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws IOException {
        CommandFiles.write(folder);
    }

    private static String page(String name) throws IOException {
        return Files.readString(folder.resolve("man/man1").resolve(name + ".1"));
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandFilesTest::all));
    }

    @Test
    void everyCommandHasAPageWithAllOfItsOptions() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (CommandLine command : all(Osgnet.commandLine()).toList()) {
            String name = ManPage.name(command.getCommandSpec());
            expected.add(name + ".1");
            String page = page(name).replace("\\-", "-");
            command.getCommandSpec()
                    .options()
                    .forEach(option -> assertTrue(
                            page.contains(option.longestName().replace("--", option.negatable() ? "--[no-]" : "--")),
                            () -> name + " lacks " + option.longestName()));
        }
        try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
            assertEquals(expected, pages.map(p -> p.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertTrue(expected.containsAll(List.of("osgnet.1", "osgnet-ground.1", "osgnet-prepare-text.1")));
    }

    @Test
    void aPageHasItsPartsInOrder() throws IOException {
        List<String> titles = page("osgnet")
                .lines()
                .filter(line -> line.startsWith(".SH"))
                .map(line -> line.substring(4).replace("\"", ""))
                .toList();
        assertEquals(
                List.of(
                        "NAME",
                        "SYNOPSIS",
                        "DESCRIPTION",
                        "OPTIONS",
                        "COMMANDS",
                        "EXIT STATUS",
                        "ENVIRONMENT",
                        "EXAMPLES",
                        "SEE ALSO"),
                titles);
        assertTrue(page("osgnet-compare").contains("95 % intervals"), "a percent sign stands once");
        assertFalse(page("osgnet-serve").contains("${"), "defaults are filled in");
    }

    @Test
    void textIsNoCommandOfThePage() {
        CommandSpec odd = CommandSpec.create().name("x");
        odd.usageMessage()
                .description(".ends \\ with 'quotes' -- and a \"title\"")
                .footer("Example:", "  x 'a-b'");
        odd.addOption(OptionSpec.builder("--o").description("'first").build());
        String page = ManPage.of(odd, "x \"1\"", Map.of());
        List<String> requests = page.lines()
                .filter(line -> line.startsWith(".") || line.startsWith("'"))
                .map(line -> line.split(" ")[0])
                .distinct()
                .toList();
        assertEquals(List.of(".TH", ".nh", ".ad", ".SH", ".PP", ".TP", ".nf", ".fi"), requests);
        assertTrue(page.contains("\\&.ends \\e with \\(aqquotes\\(aq \\-\\- and a \"title\""), page);
        assertTrue(page.contains("  x \\(aqa\\-b\\(aq"), page);
    }

    @Test
    void theShellCompletesCommandsAndOptionsAndTheirWords() throws IOException, InterruptedException {
        assertEquals("ground", completed("gro"));
        assertTrue(List.of(completed("ground", "--on").split(" ")).contains("--on-unusable"));
        assertEquals("text", completed("prepare", "tex"));
        assertEquals("cuda", completed("ground", "--provider", "cu"));
    }

    /** What the Tab key offers after some words. */
    private static String completed(String... words) throws IOException, InterruptedException {
        String line = "osgnet " + String.join(" ", words);
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". completion/osgnet; COMP_WORDS=(" + line + "); COMP_CWORD=" + words.length
                                + "; _complete_osgnet; echo \"${COMPREPLY[*]}\"")
                .directory(folder.toFile())
                // A shell that completes nothing at the moment says so.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.strip();
    }
}
