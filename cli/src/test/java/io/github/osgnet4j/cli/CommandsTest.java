package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {

    private static Set<String> offered(String... args) {
        return Osgnet.commandLine(args).getSubcommands().keySet();
    }

    @Test
    void aCommandHasTheNameThatItIsCalledBy() {
        assertTrue(Commands.of().size() > 20);
        for (String name : Commands.of()) {
            assertEquals(name, Commands.type(name).getAnnotation(Command.class).name());
            CommandLine command = Osgnet.commandLine(name).getSubcommands().get(name);
            assertEquals("osgnet " + name, command.getCommandSpec().qualifiedName());
        }
    }

    @Test
    void onlyTheCommandThatIsCalledIsMade() {
        assertEquals(Set.of("inspect"), offered("inspect", "ground"));
        assertEquals(Set.of("train"), offered("train", "--help"));
        assertEquals(Set.of(), offered("--version"));
        assertEquals(Set.of(), offered("-V"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h", "grond", "--nonsense", "@file", "--version x", "-Vh"})
    void aCommandLineThatCallsNoneMayComeToAny(String line) {
        assertEquals(Set.copyOf(Commands.of()), offered(line.split(" ")));
        assertEquals(List.copyOf(Commands.of()), List.copyOf(offered()));
    }
}
