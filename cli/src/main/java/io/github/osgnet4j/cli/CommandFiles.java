package io.github.osgnet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Writes what a shell and {@code man} know of the command. The build of the distribution starts it. */
public final class CommandFiles {

    private static final String NAME = "osgnet";

    private CommandFiles() {}

    /** Takes a folder: the completion becomes {@code completion/osgnet}, the pages {@code man/man1/*.1}. */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    static void write(Path folder) throws IOException {
        CommandLine osgnet = Osgnet.commandLine();
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve(NAME), AutoComplete.bash(NAME, osgnet));
        Path pages = Files.createDirectories(folder.resolve("man/man1"));
        writePage(osgnet.getCommandSpec(), pages, ofTheWhole());
    }

    private static void writePage(CommandSpec command, Path folder, Map<String, List<String>> more) throws IOException {
        String page = ManPage.of(command, NAME + " " + Osgnet.version(), more);
        Files.writeString(folder.resolve(ManPage.name(command) + ".1"), page);
        for (CommandLine subcommand : command.subcommands().values()) {
            writePage(subcommand.getCommandSpec(), folder, Map.of());
        }
    }

    private static Map<String, List<String>> ofTheWhole() {
        Map<String, List<String>> more = new LinkedHashMap<>();
        more.put("EXIT STATUS", List.of("0 for success, 1 for a job that failed, 2 for wrong usage."));
        more.put(
                "ENVIRONMENT",
                List.of(
                        "JAVA_HOME: the folder of Java 17 or later. Without it, java on the PATH is taken.",
                        "OSGNET_JAVA_OPTS: options of the JVM, such as -Xmx8g.",
                        "OSGNET_CACHE: the folder for native libraries and for what makes starts quick, instead of"
                                + " ~/.cache/osgnet."));
        return more;
    }
}
