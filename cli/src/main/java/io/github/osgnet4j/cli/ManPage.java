package io.github.osgnet4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command: what its {@code --help} says, in the language of {@code man}. */
final class ManPage {

    private final CommandSpec command;
    private final Help help;
    private final List<String> lines = new ArrayList<>();

    private ManPage(CommandSpec command) {
        this.command = command;
        this.help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
    }

    /** The page's name without its section, such as {@code osgnet-ground}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /**
     * The page of a command.
     *
     * @param source the program and its version
     * @param more headings with paragraphs that only this page has, before its examples
     */
    static String of(CommandSpec command, String source, Map<String, List<String>> more) {
        ManPage page = new ManPage(command);
        page.head(source);
        page.arguments();
        page.options();
        page.commands();
        more.forEach((title, paragraphs) -> {
            page.section(title);
            page.paragraphs(paragraphs);
        });
        page.examples();
        page.seeAlso();
        return String.join("\n", page.lines) + "\n";
    }

    private void head(String source) {
        List<String> description = List.of(command.usageMessage().description());
        lines.add(".TH " + quoted(name(command).toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted(source)
                + " \"OSGNet for Java\"");
        // Words are not hyphenated and lines not stretched: both are there to be pasted.
        lines.add(".nh");
        lines.add(".ad l");
        section("NAME");
        lines.add(escaped(name(command)) + " \\- " + escaped(firstSentence(description)));
        section("SYNOPSIS");
        lines.add(text(help.synopsis(0).replaceAll("\\s+", " ").strip()));
        section("DESCRIPTION");
        paragraphs(description);
    }

    private static String firstSentence(List<String> description) {
        String text = description.isEmpty() ? "" : description.get(0);
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("[.:]$", "");
    }

    private void arguments() {
        List<PositionalParamSpec> shown =
                command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!shown.isEmpty()) {
            section("ARGUMENTS");
            shown.forEach(argument -> item(label(argument), argument.description()));
        }
    }

    private void options() {
        List<OptionSpec> shown =
                command.options().stream().filter(o -> !o.hidden()).toList();
        if (!shown.isEmpty()) {
            section("OPTIONS");
            shown.forEach(option -> item(names(option) + label(option), option.description()));
        }
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.negatable() ? names.replace("--", "--[no-]") : names;
    }

    private String label(ArgSpec argument) {
        return help.createDefaultParamLabelRenderer()
                .renderParameterLabel(argument, Ansi.OFF, List.of())
                .toString();
    }

    private void commands() {
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            command.subcommands()
                    .forEach((name, subcommand) -> item(
                            name,
                            firstSentence(List.of(subcommand
                                            .getCommandSpec()
                                            .usageMessage()
                                            .description()))
                                    + "."));
        }
    }

    private void examples() {
        UsageMessageSpec usage = command.usageMessage();
        List<String> examples = Arrays.stream(usage.footer())
                .filter(line -> line.startsWith("  "))
                .toList();
        if (!examples.isEmpty()) {
            section("EXAMPLES");
            lines.add(".nf");
            examples.forEach(line -> lines.add(text(line)));
            lines.add(".fi");
        }
    }

    private void seeAlso() {
        List<String> pages = new ArrayList<>();
        if (command.parent() != null) {
            pages.add(name(command.parent()));
        }
        command.subcommands().values().forEach(each -> pages.add(name(each.getCommandSpec())));
        if (!pages.isEmpty()) {
            section("SEE ALSO");
            lines.add(String.join(
                    ", ", pages.stream().map(page -> escaped(page) + "(1)").toList()));
        }
    }

    private void section(String title) {
        lines.add(".SH " + quoted(title));
    }

    private void item(String tag, String... description) {
        lines.add(".TP");
        lines.add("\\fB" + escaped(tag.strip()) + "\\fR");
        for (String line : description) {
            lines.add(text(line));
        }
    }

    private void paragraphs(List<String> paragraphs) {
        for (String paragraph : paragraphs) {
            lines.add(".PP");
            lines.add(text(paragraph));
        }
    }

    private static String quoted(String text) {
        return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
    }

    /** A line of text: one that begins with a dot would be a request. */
    private static String text(String line) {
        return (line.startsWith(".") ? "\\&" : "") + escaped(line);
    }

    /** As it is typed: hyphens and quotes would be printed as others. */
    private static String escaped(String text) {
        return text.replace("%%", "%")
                .replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
    }
}
