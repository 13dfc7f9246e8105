package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.ObjectsConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.ClassEmbeddings;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.FeatureStore;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import io.github.osgnet4j.train.Supervision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks one part of the data, as far as it can be read. */
final class PartCheck implements AutoCloseable {

    private final OsgnetConfig config;
    private final DatasetConfig data;
    private final Part part;
    private final Findings findings;
    private final Optional<Supervision> supervision;
    private final List<FeatureStore> stores = new ArrayList<>();
    private final Map<String, Integer> steps = new HashMap<>();

    private Map<String, AnnotatedQuery> videos = Map.of();
    private List<AnnotatedQuery> queries = List.of();

    PartCheck(OsgnetConfig config, Part part, Findings findings) {
        this.config = config;
        this.data = config.dataset();
        this.part = part;
        this.findings = findings;
        this.supervision = part.learnt() ? Optional.of(new Supervision(config)) : Optional.empty();
    }

    /** Finds what is wrong; {@code deep} reads every number and object of what is right so far. */
    void run(boolean deep) {
        queries =
                findings.read(part.annotations(), () -> Annotations.read(part.annotations())).orElse(List.of()).stream()
                        .filter(q -> part.queries().isEmpty() || part.queries().contains(q.queryId()))
                        .toList();
        videos = new LinkedHashMap<>();
        queries.forEach(q -> videos.putIfAbsent(q.videoId(), q));
        ids();
        open("video features", data.videoFeatures()).ifPresent(this::video);
        Path textFolder = part.split() == Split.TRAIN ? data.trainTextFeatures() : data.valTextFeatures();
        open("text features", textFolder).ifPresent(store -> text(store, textFolder));
        data.objects().ifPresent(this::objects);
        if (part.narrations()) {
            narrations();
        }
        answers();
        if (part.evaluated()) {
            groundTruth();
        }
        if (deep && !findings.unreadable()) {
            contents();
        }
    }

    private Optional<FeatureStore> open(String what, Path folder) {
        Optional<FeatureStore> store = findings.read(folder, () -> new FeatureStore(what, folder));
        store.ifPresent(stores::add);
        return store;
    }

    private void found(Kind kind, Object where, long of, String example) {
        findings.add(kind, part.name(), where, of, example);
    }

    private void ids() {
        Set<String> seen = new HashSet<>();
        for (AnnotatedQuery query : queries) {
            try {
                String key = query.videoId() + "/" + query.annotationUid() + "_" + query.queryIndex();
                if (!seen.add(key)) {
                    found(Kind.TWICE, part.annotations(), queries.size(), query.queryId());
                }
            } catch (DataException e) {
                found(Kind.NO_INDEX, part.annotations(), queries.size(), query.queryId());
            }
        }
        findings.grade(Kind.TWICE, part.name(), part.annotations(), part.submitted());
        findings.grade(Kind.NO_INDEX, part.name(), part.annotations(), part.submitted() || part.evaluated());
    }

    private void video(FeatureStore store) {
        videos.forEach((id, query) -> {
            try {
                steps.put(id, store.rows(id, data.videoDim(), Dataset.VIDEO_ARRAYS));
                length(query, steps.get(id));
            } catch (MissingFeaturesException e) {
                found(Kind.NO_VIDEO_FEATURES, data.videoFeatures(), videos.size(), id);
            } catch (DataException e) {
                found(Kind.BAD_VIDEO_FEATURES, data.videoFeatures(), videos.size(), e.getMessage());
            }
        });
    }

    private void length(AnnotatedQuery query, int found) {
        FeatureRate rate = FeatureRate.of(data);
        if (!rate.fits(query.duration(), found)) {
            String example = String.format(
                    Locale.ROOT,
                    "%s: %d steps for %.2f s, expected about %.0f",
                    query.videoId(),
                    found,
                    query.duration(),
                    rate.steps(query.duration()));
            found(Kind.LENGTH_MISMATCH, data.videoFeatures(), videos.size(), example);
        }
        supervision.filter(s -> !s.fits(found)).ifPresent(s -> {
            String example =
                    query.videoId() + ": " + found + " steps before padding, at most " + s.maxSteps() + " after it";
            found(Kind.TOO_LONG, data.videoFeatures(), videos.size(), example);
        });
    }

    private void text(FeatureStore store, Path folder) {
        queries.forEach(query -> tokens(store, folder, query, data.textWithEot() ? 2 : 1));
        if (part.narrations()) {
            Optional<Path> shotQueries = part.learnt() ? data.narrationAnnotations() : Optional.empty();
            shotQueries.ifPresent(file -> findings.read(file, () -> {
                Annotations.forEach(file, query -> {
                    if (videos.containsKey(query.videoId())) {
                        tokens(store, folder, query, 1);
                    }
                });
                return file;
            }));
        }
    }

    private void tokens(FeatureStore store, Path folder, AnnotatedQuery query, int least) {
        try {
            int rows = store.rows(query.queryId(), config.tokenChannels(), Dataset.TEXT_ARRAYS);
            if (rows < least) {
                String example = query.queryId() + ": one token, which text_feat_with_eot drops";
                found(Kind.BAD_TEXT_FEATURES, folder, queries.size(), example);
            }
        } catch (MissingFeaturesException e) {
            found(Kind.NO_TEXT_FEATURES, folder, queries.size(), query.queryId());
        } catch (DataException e) {
            found(Kind.BAD_TEXT_FEATURES, folder, queries.size(), e.getMessage());
        }
    }

    private void objects(ObjectsConfig objects) {
        Optional<FeatureStore> store = open("object features", objects.store());
        Optional<ClassEmbeddings> embeddings = objects.classEmbeddings()
                .flatMap(file -> findings.read(file, () -> {
                    ClassEmbeddings classes = ClassEmbeddings.read(file);
                    if (objects.mode() != ObjectMode.REGIONS) {
                        classes.requireChannels(config);
                    }
                    return classes;
                }));
        if (!part.objects()) {
            return;
        }
        store.ifPresent(s -> objectKeys(objects, s));
        if (objects.mode() != ObjectMode.ALL) {
            embeddings.ifPresent(this::labels);
        }
    }

    private void objectKeys(ObjectsConfig objects, FeatureStore store) {
        if (objects.mode() != ObjectMode.REGIONS) {
            videos.keySet().stream()
                    .filter(id -> !store.has(id))
                    .forEach(id -> found(Kind.NO_OBJECT_FEATURES, objects.store(), videos.size(), id));
            return;
        }
        Set<String> keys = new HashSet<>();
        for (AnnotatedQuery query : queries) {
            query.labels().stream()
                    .flatMap(label -> label.classIds().stream())
                    .map(id -> query.videoId() + "_" + id)
                    .filter(keys::add)
                    .filter(key -> !store.has(key))
                    .forEach(key -> found(Kind.NO_OBJECT_FEATURES, objects.store(), queries.size(), key));
        }
    }

    private void labels(ClassEmbeddings embeddings) {
        for (AnnotatedQuery query : queries) {
            List<Integer> unknown = query.labels().stream()
                    .flatMap(label -> label.classIds().stream())
                    .filter(id -> id < 0 || id >= embeddings.rows())
                    .toList();
            if (!unknown.isEmpty()) {
                String example = query.queryId() + ": " + unknown + ", there are 0 to " + (embeddings.rows() - 1);
                found(Kind.NO_CLASS, embeddings.file(), queries.size(), example);
            }
        }
    }

    private void narrations() {
        if (data.narrations().isEmpty()) {
            String example = "dataset.lavila_caption_dir is not set, and the task VTM needs it";
            found(Kind.NO_NARRATIONS, config.file(), videos.size(), example);
            return;
        }
        Path folder = data.narrations().get();
        for (String id : videos.keySet()) {
            try {
                Narration.read(Dataset.narrationFile(folder, id));
            } catch (MissingFeaturesException e) {
                found(Kind.NO_NARRATIONS, folder, videos.size(), id);
            } catch (DataException e) {
                found(Kind.BAD_NARRATIONS, folder, videos.size(), e.getMessage());
            }
        }
    }

    private void answers() {
        for (AnnotatedQuery query : queries) {
            if (supervision.isPresent()) {
                learnt(query, supervision.get());
            } else {
                Answers.outOfReach(query, query.duration())
                        .ifPresent(why -> found(Kind.OUT_OF_REACH, part.annotations(), queries.size(), why));
            }
        }
        boolean nothing = findings.count(Kind.TEACHES_NOTHING, part.name(), part.annotations()) == queries.size();
        findings.grade(Kind.TEACHES_NOTHING, part.name(), part.annotations(), nothing);
    }

    private void learnt(AnnotatedQuery query, Supervision supervision) {
        if (query.timestamps().isEmpty()) {
            found(Kind.NO_ANSWERS, part.annotations(), queries.size(), query.queryId());
            return;
        }
        double stepSeconds = data.featStride() / data.fps();
        int length = steps.getOrDefault(query.videoId(), (int) Math.ceil(query.duration() / stepSeconds));
        double seconds = length * stepSeconds;
        // Jittering widens windows, so that a short one may hold a point after all.
        boolean nothing = data.temporalJittering()
                ? Answers.outOfReach(query, seconds).isPresent()
                : supervision.positives(query, length) == 0;
        if (nothing) {
            String why = Answers.describe(query, seconds);
            found(Kind.TEACHES_NOTHING, part.annotations(), queries.size(), why);
        }
    }

    private void groundTruth() {
        Path file = data.groundTruth();
        if (!Files.exists(file)) {
            found(Kind.NO_GROUND_TRUTH, file, queries.size(), "there is no such file");
            return;
        }
        Optional<GroundTruth> truth = findings.read(file, () -> GroundTruth.read(file, config.track()));
        for (AnnotatedQuery query : truth.isPresent() ? queries : List.<AnnotatedQuery>of()) {
            if (query.queryId().matches(".*_\\d{1,9}") && truth.get().of(query).isEmpty()) {
                found(Kind.NO_GROUND_TRUTH, file, queries.size(), query.queryId());
            }
        }
    }

    private void contents() {
        Optional<Dataset> opened =
                findings.read(part.annotations(), () -> Dataset.open(config, part.split(), part.annotations()));
        if (opened.isEmpty()) {
            return;
        }
        try (Dataset dataset = opened.get()) {
            Contents contents = new Contents(dataset, part, findings);
            steps.keySet().stream().sorted().forEach(id -> contents.video(id, videos.size()));
            queries.forEach(query -> contents.query(query, queries.size()));
        }
    }

    @Override
    public void close() {
        stores.forEach(FeatureStore::close);
    }
}
