package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RuntimeOptions runtime;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        try (Grounder grounder = runtime.open(0)) {
            BundleVerification result = grounder.verify();
            if (result.tensors().isEmpty()) {
                throw new CommandException(
                        runtime.model() + " carries no samples, so nothing proves it; export it again");
            }
            PrintWriter out = spec.commandLine().getOut();
            for (TensorError e : result.tensors()) {
                out.printf(
                        Locale.ROOT,
                        "%-12s %-14s %.1e %s%n",
                        e.sample(),
                        e.tensor(),
                        e.maxError(),
                        e.passed() ? "ok" : "FAILED");
            }
            out.printf(
                    Locale.ROOT,
                    "%s on %s: %s, largest error %.1e%n",
                    runtime.model(),
                    grounder.provider(),
                    result.passed() ? "verified" : "FAILED",
                    result.maxError());
            out.flush();
            return result.passed() ? 0 : Osgnet.FAILED;
        }
    }
}
