package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.prepare.ClassNames;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TextException;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names of classes as embeddings. */
@Command(
        name = "classes",
        description = {
            "Encodes names of object classes, one per line, into class embeddings (classes, channels): row 0 is the"
                    + " first line. An embedding is the mean of the token features of \"a photo of NAME\"."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet prepare classes names.txt --encoder encoders/clip-text --output classes.safetensors"
        })
final class ClassesCommand extends JobCommand {

    private static final String ARRAY = "embeddings";
    private static final String NAME = "{}";

    @Parameters(paramLabel = "FILE", description = "Names of classes, one per line, in the order of their ids.")
    private Path names;

    @Option(
            names = {"-e", "--encoder"},
            required = true,
            paramLabel = "DIR",
            description = "Text encoder: a folder with an ONNX file, tokenizer.json and encoder.json.")
    private Path encoder;

    @Option(
            names = "--prompt",
            defaultValue = "a photo of " + NAME,
            description = "What is encoded, with " + NAME + " for the name (default: '${DEFAULT-VALUE}').")
    private String prompt;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "File to write, .npz or .safetensors.")
    private Path output;

    @Override
    public Integer call() {
        boolean npz = output.toString().endsWith(".npz");
        if (!npz && !output.toString().endsWith(".safetensors")) {
            throw usage("--output: expected a name that ends in .npz or .safetensors, found " + output);
        }
        if (!prompt.contains(NAME)) {
            throw usage("--prompt: expected " + NAME + " where the name shall be, found '" + prompt + "'");
        }
        FileReplacement.requireNoInput(output, names);
        FileReplacement.prepare(output);
        List<String> classes = ClassNames.read(names);
        try (TextEncoder opened = TextEncoder.open(encoder)) {
            int channels = opened.channels();
            float[] values = new float[Math.multiplyExact(classes.size(), channels)];
            try (Progress bar = Progress.start("Encoding", "classes", classes.size(), 0, !quiet())) {
                for (int i = 0; i < classes.size(); i++) {
                    System.arraycopy(embedding(opened, classes.get(i), i + 1), 0, values, i * channels, channels);
                    bar.step();
                }
            }
            if (npz) {
                Npz.write(output, Map.of(ARRAY, new NpyArray(new int[] {classes.size(), channels}, values)), false);
            } else {
                Safetensors.write(
                        output,
                        List.of(new NamedTensor(ARRAY, new long[] {classes.size(), channels}, values)),
                        Map.of());
            }
            print("%s: %d classes, %d channels%n", output, classes.size(), channels);
        }
        return 0;
    }

    private float[] embedding(TextEncoder opened, String name, int line) {
        try {
            return opened.encode(prompt.replace(NAME, name)).mean();
        } catch (TextException e) {
            throw new CommandException(names + ", line " + line + ", '" + name + "': " + e.getMessage(), e);
        }
    }
}
