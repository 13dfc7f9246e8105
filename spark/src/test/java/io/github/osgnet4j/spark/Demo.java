package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchListener;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.SubmissionLayout;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's demo: its bundle, its data, and what one process answers, the oracle of all tests here. */
final class Demo {

    static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    static final Path BUNDLE = ROOT.resolve("models/demo");
    static final Path CONFIG = ROOT.resolve("configs/demo.yaml");
    static final Path ANNOTATIONS = ROOT.resolve("src/test/resources/golden/learn/annotations/val.jsonl");
    static final int CLIPS = 10;
    static final int QUERIES = 40;
    static final int QUERIES_A_CLIP = 16;

    private static final Pattern VIDEO = Pattern.compile("\"video_id\": \"([^\"]+)\"");
    private static final Pattern DURATION = Pattern.compile("\"duration\": ([0-9.]+)");

    private Demo() {}

    static Dataset dataset(Path annotations) {
        return Dataset.open(OsgnetConfig.load(CONFIG, Optional.empty()), Split.VAL, annotations);
    }

    /** The submission of a job in this process, as {@code osgnet ground} writes it. */
    static Path oneProcess(Path folder, Path annotations) {
        Path output = folder.resolve("one-process.json");
        try (Dataset dataset = dataset(annotations);
                GroundingService service =
                        BatchJob.service(BUNDLE, GrounderOptions.defaults().withIntraOpThreads(1), 2);
                Journal journal = Journal.open(
                        folder.resolve("journal"), new JobIdentity(), BatchJob.select(dataset, List.of()), false)) {
            BatchSettings settings = new BatchSettings(OptionalInt.empty(), true, Optional.empty());
            BatchJob.Result result = new BatchJob(
                            dataset, service, settings, BatchJob.select(dataset, List.of()), journal)
                    .run(new BatchListener() {
                        @Override
                        public void clip(int number, int clips) {}

                        @Override
                        public void done(int queries) {}
                    })
                    .official();
            SubmissionLayout.NLQ.write(output, dataset.config().track(), result.predictions());
            journal.delete();
        }
        return output;
    }

    /** The first queries asked about every clip, so that there is time to kill somebody. */
    static Path manyQueriesOfEveryClip(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(ANNOTATIONS);
        List<String> all = new ArrayList<>();
        List<String> clips =
                lines.stream().map(line -> first(VIDEO, line)).distinct().toList();
        for (String clip : clips) {
            String seconds = lines.stream()
                    .filter(line -> first(VIDEO, line).equals(clip))
                    .map(line -> first(DURATION, line))
                    .findFirst()
                    .orElseThrow();
            for (String line : lines.subList(0, QUERIES_A_CLIP)) {
                all.add(line.replace(first(VIDEO, line), clip)
                        .replace("\"duration\": " + first(DURATION, line), "\"duration\": " + seconds)
                        .replaceAll("\"timestamps\": \\[.*?]]", "\"timestamps\": [[0.0, 1.0]]"));
            }
        }
        return Files.write(folder.resolve("many.jsonl"), all);
    }

    /** The annotations, with a clip of two queries that no store has in their middle. */
    static Path withAClipThatIsNotThere(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(ANNOTATIONS));
        String clip = first(VIDEO, lines.get(0));
        lines.add(20, lines.get(0).replace(clip, "gone"));
        lines.add(30, lines.get(1).replace(clip, "gone"));
        return Files.write(folder.resolve("poisoned.jsonl"), lines);
    }

    private static String first(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in " + line);
        }
        return matcher.group(1);
    }

    /** What one run of the job gave. */
    record Run(int code, String out, String err) {}

    /** Runs the job in this process. */
    static Run run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Stream<Object> master =
                Arrays.asList(args).contains("--master") ? Stream.of() : Stream.of("--master", "local[2]");
        String[] words =
                Stream.concat(master, Arrays.stream(args)).map(String::valueOf).toArray(String[]::new);
        int code = OsgnetSpark.run(new PrintWriter(out), new PrintWriter(err), words);
        return new Run(code, out.toString(), err.toString());
    }
}
