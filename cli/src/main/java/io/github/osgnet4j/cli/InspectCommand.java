package io.github.osgnet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a file is. */
@Command(
        name = "inspect",
        description =
                "Says what a file is and what it holds: a config, a checkpoint, safetensors, an LMDB store, an npz, a"
                        + " bundle, annotations or predictions.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  osgnet inspect model.pth.tar", "  osgnet inspect features/video_lmdb"})
final class InspectCommand extends JobCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files or folders. A bad one does not stop the others from being described.")
    private List<Path> files;

    @Override
    public Integer call() {
        int code = 0;
        for (Path file : files) {
            try {
                Description description = describe(file);
                out().println(file + ": " + description.kind());
                description.facts().forEach(fact -> out().println("  " + fact));
            } catch (RuntimeException e) {
                code = Failures.report(
                        e, spec().commandLine(), spec().commandLine().getParseResult());
            }
            if (out().checkError()) {
                break;
            }
        }
        return code;
    }

    private static Description describe(Path file) {
        if (!Files.exists(file)) {
            throw new CommandException(file + " does not exist");
        }
        return Description.of(file);
    }
}
