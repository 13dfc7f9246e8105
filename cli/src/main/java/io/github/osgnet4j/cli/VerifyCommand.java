package io.github.osgnet4j.cli;

import io.github.osgnet4j.encoders.EncoderOptions;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A bundle proven on this machine. */
@Command(
        name = "verify",
        description = {
            "Checks a bundle on this machine: the hashes of its files and its manifest, then the outputs for its samples"
                    + " against those of the plain interpreter of the network at export, and the windows that ranking and"
                    + " timing make of them.",
            "Exit code 1 if an output is off by more than 5e-5 relative, |a - b| / (1 + |b|); a bundle in fp16 or int8"
                    + " may be off by three times what it was when it was exported.",
            "With --encoder, the same for an encoder of videos or texts that has samples, see 'osgnet encode"
                    + " --write-samples'."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  osgnet verify --model models/demo", "  osgnet verify --encoder encoders/egovlp"})
final class VerifyCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyCommand.class);

    @Option(
            names = {"-m", "--model"},
            paramLabel = "BUNDLE",
            description = "Folder that 'osgnet export' wrote.")
    private Path model;

    @Option(
            names = {"-e", "--encoder"},
            paramLabel = "DIR",
            description = "Folder of an encoder, or of several.")
    private Path encoder;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        if ((model == null) == (encoder == null)) {
            throw usage(
                    model == null
                            ? "Missing required option: --model BUNDLE or --encoder DIR"
                            : "--model and --encoder were given; one of them is verified at a time");
        }
        return (model != null ? bundle() : encoders()) ? 0 : Osgnet.FAILED;
    }

    private boolean bundle() {
        try (Grounder grounder = Grounder.open(model, device.options(0))) {
            BundleVerification result = grounder.verify();
            if (result.tensors().isEmpty()) {
                throw new CommandException(model + " carries no samples, so it cannot be verified; export it again");
            }
            String scan = grounder.hasNativeScan() ? " with a native scan" : "";
            report(model, grounder.provider() + scan, result);
            return result.passed();
        }
    }

    private boolean encoders() {
        boolean gpu = !List.of(Provider.CPU, Provider.PLUGIN)
                .contains(device.options(0).provider());
        try (Encoders loaded = Encoders.load(List.of(encoder), new EncoderOptions(0, gpu))) {
            Map<Path, BundleVerification> results = loaded.verify();
            if (results.isEmpty()) {
                throw new CommandException(encoder + " has a detector alone, and there are no samples of detectors, so"
                        + " nothing was verified; give an encoder of videos or texts");
            }
            loaded.detector()
                    .ifPresent(detector ->
                            LOG.warn("{} is not verified: there are no samples of detectors", detector.folder()));
            boolean passed = true;
            for (Map.Entry<Path, BundleVerification> result : results.entrySet()) {
                if (result.getValue().tensors().isEmpty()) {
                    throw new CommandException(
                            result.getKey() + " has no samples.json, so it cannot be verified; write one"
                                    + " where it is known to be right: osgnet encode VIDEO --encoder " + result.getKey()
                                    + " --write-samples");
                }
                report(result.getKey(), gpu ? "gpu or cpu" : "cpu", result.getValue());
                passed &= result.getValue().passed();
            }
            return passed;
        }
    }

    private void report(Path of, String provider, BundleVerification result) {
        for (TensorError e : result.tensors()) {
            print("%-12s %-14s %.1e %s%n", e.sample(), e.tensor(), e.maxError(), e.passed() ? "ok" : "FAILED");
        }
        print(
                "%s on %s: %s, largest error %.1e%n",
                of, provider, result.passed() ? "verified" : "FAILED", result.maxError());
    }
}
