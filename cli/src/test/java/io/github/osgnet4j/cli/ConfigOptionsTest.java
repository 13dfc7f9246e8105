package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ConfigOptionsTest {

    @Test
    void everyCommandWithAConfigHasKeysToSet() {
        List<CommandLine> commands = new ArrayList<>(List.of(Osgnet.commandLine()));
        int withConfig = 0;
        for (int i = 0; i < commands.size(); i++) {
            CommandLine command = commands.get(i);
            commands.addAll(command.getSubcommands().values());
            CommandSpec spec = command.getCommandSpec();
            if (spec.findOption("--config") != null) {
                withConfig++;
                assertNotNull(spec.findOption("--set"), spec.qualifiedName());
            }
        }
        assertTrue(withConfig > 10, "commands with a config: " + withConfig);
    }
}
