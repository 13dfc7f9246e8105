package io.github.osgnet4j.cli;

import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lets a command do without an option that other commands with the same mixin require. */
abstract class OptionalOption implements IModelTransformer {

    private final String name;

    OptionalOption(String name) {
        this.name = name;
    }

    @Override
    public final CommandSpec transform(CommandSpec command) {
        OptionSpec option = command.findOption(name);
        command.remove(option);
        return command.addOption(OptionSpec.builder(option).required(false).build());
    }
}
