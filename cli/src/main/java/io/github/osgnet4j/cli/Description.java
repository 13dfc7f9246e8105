package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.ModelConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.InputFile;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.io.TorchTensor;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a file is.
 *
 * @param kind in a few words
 * @param facts one a line
 */
record Description(String kind, List<String> facts) {

    private static final int LISTED = 5;

    /**
     * Looks into a file or folder.
     *
     * @throws CommandException if it is nothing this project reads
     */
    static Description of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (Files.isDirectory(file)) {
            return folder(file);
        }
        InputFile.regular(file);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return config(file);
        } else if (Safetensors.isSafetensors(file)) {
            return safetensors(file);
        } else if (name.endsWith(".npz")) {
            return new Description("npz", arrays(Npz.read(file)));
        } else if (name.endsWith(".jsonl")) {
            return annotations(file);
        } else if (name.endsWith(".json")) {
            return json(file);
        } else if (name.endsWith(".mdb")) {
            return store(file);
        }
        return torch(file);
    }

    private static Description folder(Path folder) {
        if (Files.exists(folder.resolve(Manifest.FILE))) {
            return bundle(folder);
        } else if (Files.exists(folder.resolve("data.mdb"))) {
            return store(folder);
        }
        throw new CommandException(
                folder + " is a folder without " + Manifest.FILE + " (a bundle) or data.mdb (a store)");
    }

    private static Description bundle(Path folder) {
        Manifest m = Bundle.open(folder).manifest();
        Manifest.Dimensions d = m.dimensions();
        List<String> facts = new ArrayList<>();
        facts.add("format " + m.format() + ", opset " + m.opset() + ", target " + m.target() + ", hashes of "
                + m.files().size() + " files match");
        facts.add("video " + d.videoDim() + ", text " + d.textDim() + ", objects " + d.objectDim() + ", channels "
                + d.channels() + ", levels " + d.strides().size());
        facts.add("objects from " + m.preprocessing().objects() + ", "
                + m.preprocessing().fps() + " frames a second");
        facts.addAll(PrecisionReport.lines(m.precision()));
        m.files().forEach(f -> facts.add(String.format(Locale.ROOT, "%s %.1f MB", f.path(), f.bytes() / 1e6)));
        m.provenance().forEach((key, value) -> facts.add(key + ": " + value));
        return new Description("bundle", facts);
    }

    private static Description config(Path file) {
        OsgnetConfig config = OsgnetConfig.load(file, Optional.empty());
        List<String> facts = new ArrayList<>();
        facts.add("track " + config.track().key() + ", video features of "
                + config.dataset().videoDim() + ", objects: "
                + config.dataset().objectMode().key());
        if (config.model() instanceof ModelConfig.Unavailable unavailable) {
            facts.add("no network: " + unavailable.reason());
        } else {
            NetworkSpec spec = config.network();
            long parameters =
                    Parameters.of(spec).stream().mapToLong(Parameter::size).sum();
            facts.add(String.format(
                    Locale.ROOT,
                    "%.1f M parameters, %d channels, %d video blocks, %d levels, up to %d steps",
                    parameters / 1e6,
                    spec.channels(),
                    spec.video().blocks(),
                    spec.levels(),
                    spec.maxSeqLen()));
        }
        return new Description("config", facts);
    }

    private static Description safetensors(Path file) {
        Safetensors tensors = Safetensors.read(file);
        List<String> facts = weights("tensors", tensors.tensors());
        tensors.metadata().forEach((key, value) -> facts.add(key + ": " + value));
        return new Description("safetensors", facts);
    }

    /** What 'osgnet ground --format codabench' writes, unpacked in memory. */
    private static Optional<Description> serverSubmission(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("predictions.json");
            return entry == null
                    ? Optional.empty()
                    : Optional.of(new Description(
                            "submission for the challenge server",
                            List.of(String.format(
                                    Locale.ROOT, "%s, %.1f kB", entry.getName(), entry.getSize() / 1e3))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Description torch(Path file) {
        Optional<Description> submission = serverSubmission(file);
        if (submission.isPresent()) {
            return submission.get();
        }
        DataException notWeights;
        try {
            Checkpoint checkpoint = Checkpoint.read(file);
            List<String> facts = new ArrayList<>();
            checkpoint.epoch().ifPresent(epoch -> facts.add("epoch " + epoch));
            facts.addAll(weights("state_dict", checkpoint.weights()));
            if (!checkpoint.ema().isEmpty()) {
                facts.addAll(weights("state_dict_ema", checkpoint.ema()));
            }
            return new Description("official checkpoint", facts);
        } catch (DataException e) {
            notWeights = e;
        }
        try {
            NpyArray tensor = TorchTensor.read(file);
            return new Description("PyTorch tensor", List.of(Arrays.toString(tensor.shape())));
        } catch (DataException e) {
            e.addSuppressed(notWeights);
            throw new CommandException(
                    file + " is nothing this project reads. As a checkpoint: " + notWeights.getMessage(), e);
        }
    }

    private static List<String> weights(String title, Map<String, NamedTensor> tensors) {
        long parameters =
                tensors.values().stream().mapToLong(t -> t.values().length).sum();
        List<String> facts = new ArrayList<>();
        facts.add(String.format(
                Locale.ROOT, "%s: %d tensors, %.2f M parameters", title, tensors.size(), parameters / 1e6));
        tensors.values().stream().limit(LISTED).forEach(t -> facts.add("  " + t));
        if (tensors.size() > LISTED) {
            facts.add("  ...");
        }
        return facts;
    }

    private static Description store(Path path) {
        try (LmdbStore store = LmdbStore.open(path)) {
            List<String> facts = new ArrayList<>();
            facts.add(store.entries() + " entries");
            for (String key : store.keys(LISTED)) {
                facts.add(key + ": " + store.get(key).map(Description::value).orElse("a key that is not UTF-8 text"));
            }
            return new Description("LMDB store", facts);
        }
    }

    private static String value(byte[] bytes) {
        if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] == 'K') {
            return "npz " + String.join(", ", arrays(Npz.read(bytes)));
        }
        try {
            return "objects of " + ObjectRecords.frames(bytes).size() + " frames";
        } catch (DataException notClasses) {
            try {
                return "regions of " + ObjectRecords.regions(bytes).size() + " frames";
            } catch (DataException notRegions) {
                return bytes.length + " bytes of an unknown kind";
            }
        }
    }

    private static List<String> arrays(Map<String, NpyArray> arrays) {
        return arrays.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().dtype().name().toLowerCase(Locale.ROOT) + " "
                        + Arrays.toString(e.getValue().shape()))
                .toList();
    }

    private static Description annotations(Path file) {
        List<AnnotatedQuery> queries = Annotations.read(file);
        long clips = queries.stream().map(AnnotatedQuery::videoId).distinct().count();
        long answered = queries.stream().filter(q -> !q.timestamps().isEmpty()).count();
        long labelled = queries.stream().filter(q -> !q.labels().isEmpty()).count();
        return new Description(
                "annotations",
                List.of(
                        queries.size() + " queries of " + clips + " videos",
                        answered + " with an answer, " + labelled + " with object labels"));
    }

    private static Description json(Path file) {
        DataException notSubmission;
        try {
            Predictions submission = Predictions.read(file);
            long windows = submission.predictions().stream()
                    .mapToLong(p -> p.windows().size())
                    .sum();
            return new Description(
                    "predictions",
                    List.of(
                            submission.track().challenge()
                                    + (submission.scored() ? ", with scores" : ", without scores"),
                            submission.predictions().size() + " queries, " + windows + " windows"));
        } catch (DataException e) {
            notSubmission = e;
        }
        try {
            GroundTruth truth = GroundTruth.read(file, Track.NLQ);
            return new Description("challenge annotations", List.of(truth.queries() + " queries"));
        } catch (DataException e) {
            e.addSuppressed(notSubmission);
            throw new CommandException(
                    file + " is JSON, but neither predictions (" + notSubmission.getMessage() + ") nor annotations ("
                            + e.getMessage() + ")",
                    e);
        }
    }
}
