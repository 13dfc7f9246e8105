package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A bundle proven on this machine. */
@Command(
        name = "verify",
        description = {
            "Checks a bundle on this machine: the hashes of its files and its manifest, then the outputs for its samples"
                    + " against those of the plain interpreter of the network at export, and the windows that ranking and"
                    + " timing make of them.",
            "Exit code 1 if an output is off by more than 5e-5 relative, |a - b| / (1 + |b|); a bundle in fp16 or int8"
                    + " may be off by three times what it was when it was exported."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet verify --model models/demo"})
final class VerifyCommand extends JobCommand {

    @Mixin
    private RuntimeOptions runtime;

    @Override
    public Integer call() {
        try (Grounder grounder = Grounder.open(runtime.model(), runtime.options(0))) {
            BundleVerification result = grounder.verify();
            if (result.tensors().isEmpty()) {
                throw new CommandException(
                        runtime.model() + " carries no samples, so it cannot be verified; export it again");
            }
            for (TensorError e : result.tensors()) {
                print("%-12s %-14s %.1e %s%n", e.sample(), e.tensor(), e.maxError(), e.passed() ? "ok" : "FAILED");
            }
            print(
                    "%s on %s: %s, largest error %.1e%n",
                    runtime.model(), grounder.provider(), result.passed() ? "verified" : "FAILED", result.maxError());
            return result.passed() ? 0 : Osgnet.FAILED;
        }
    }
}
