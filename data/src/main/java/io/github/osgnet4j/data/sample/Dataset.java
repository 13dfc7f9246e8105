package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.ObjectsConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.OrderPrior;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queries of a split with their features, as the official loader gives them to the network
 * ({@code libs/datasets/ego4d_multitask_loader.py}) but for its batches and random choices. Safe for many threads.
 */
public final class Dataset implements AutoCloseable {
    /** Arrays of a video's npz, of which the first there is counts. */
    public static final List<String> VIDEO_ARRAYS = List.of("features");

    /** Arrays of a query's npz, of which the first there is counts. */
    public static final List<String> TEXT_ARRAYS = List.of("token_features", "features");

    private final OsgnetConfig config;
    private final NetworkSpec network;
    private final Path annotations;
    private final List<AnnotatedQuery> queries;
    private final FeatureStore video;
    private final FeatureStore text;
    private final Optional<ObjectReader> objects;
    private final List<FeatureStore> stores = new ArrayList<>();
    private Optional<VideoQueries> videoQueries = Optional.empty();

    /** Which part of the data: it decides annotations and text store. */
    public enum Split {
        TRAIN,
        VAL,
        /** Text features of validation; its annotations are named by the caller. */
        TEST
    }

    private Dataset(OsgnetConfig config, Split split, Path annotations) {
        this.config = config;
        this.network = config.network();
        DatasetConfig dataset = config.dataset();
        this.annotations = annotations;
        this.queries = Annotations.read(annotations);
        try {
            this.video = store("video features", dataset.videoFeatures());
            this.text = store(
                    "text features", split == Split.TRAIN ? dataset.trainTextFeatures() : dataset.valTextFeatures());
            this.objects = dataset.objects().map(this::source);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private FeatureStore store(String what, Path folder) {
        FeatureStore store = new FeatureStore(what, folder);
        stores.add(store);
        return store;
    }

    private ObjectReader source(ObjectsConfig objects) {
        int channels = network.objects().projection().in();
        Optional<ClassEmbeddings> embeddings = objects.classEmbeddings().map(ClassEmbeddings::read);
        if (objects.mode() == ObjectMode.REGIONS) {
            return new RegionObjects(
                    store("object features", objects.store()), embeddings, objects.combination(), channels);
        }
        ClassEmbeddings classes = embeddings.orElseThrow();
        classes.requireChannels(config);
        return new ClassObjects(
                store("object features", objects.store()), classes, objects.mode() == ObjectMode.LABELS);
    }

    /**
     * Opens the split a config names.
     *
     * @throws DataException if annotations or stores cannot be read, dimensions differ from the config, or the split is
     *     {@link Split#TEST}
     */
    public static Dataset open(OsgnetConfig config, Split split) {
        return open(
                config,
                split,
                switch (split) {
                    case TRAIN -> config.dataset().trainAnnotations();
                    case VAL -> config.dataset().valAnnotations();
                    case TEST ->
                        throw new DataException(
                                "Config " + config.file() + " names no test annotations; give the annotation file");
                });
    }

    /**
     * Opens a split with other annotations than the config's.
     *
     * @throws DataException as the other method
     */
    public static Dataset open(OsgnetConfig config, Split split, Path annotations) {
        return new Dataset(config, split, annotations);
    }

    /** The config it was opened from. */
    public OsgnetConfig config() {
        return config;
    }

    /** The file the queries come from. */
    public Path annotations() {
        return annotations;
    }

    /** All queries, in the order of the file, which is that of a submission. */
    public List<AnnotatedQuery> queries() {
        return queries;
    }

    /** All queries by video id: videos in order of first appearance, queries in the order of the file. */
    public Map<String, List<AnnotatedQuery>> queriesByVideo() {
        Map<String, List<AnnotatedQuery>> groups = new LinkedHashMap<>();
        queries.forEach(query ->
                groups.computeIfAbsent(query.videoId(), id -> new ArrayList<>()).add(query));
        return Collections.unmodifiableMap(groups);
    }

    /**
     * The features of a video.
     *
     * @throws MissingFeaturesException if the store does not have it
     * @throws DataException if they are damaged or not (T, {@code input_vid_dim}) with T at least 1
     */
    public VideoFeatures video(String videoId) {
        NpyArray array = video.matrix(videoId, config.dataset().videoDim(), VIDEO_ARRAYS);
        return new VideoFeatures(videoId, array.shape()[0], array.shape()[1], array.values());
    }

    /**
     * The steps T of a video, without reading its features.
     *
     * @throws MissingFeaturesException if the store does not have it
     * @throws DataException if the head of the array is damaged or of another shape
     */
    public int steps(String videoId) {
        return video.rows(videoId, config.dataset().videoDim(), VIDEO_ARRAYS);
    }

    /**
     * The number of tokens that {@link #query} gives, without reading them.
     *
     * @throws MissingFeaturesException if the store does not have the query
     * @throws DataException if the head of the array is damaged or of another shape
     */
    public int tokens(AnnotatedQuery query) {
        int all = text.rows(query.queryId(), network.text().projection().in(), TEXT_ARRAYS);
        return config.dataset().textWithEot() ? all - 1 : all;
    }

    /**
     * The tokens of a query, without the first if {@code text_feat_with_eot} is set.
     *
     * @throws MissingFeaturesException if the store does not have it
     * @throws DataException if they are damaged, none is left, or their channels are not those the text encoder takes
     */
    public QueryFeatures query(AnnotatedQuery query) {
        QueryFeatures all = shotQuery(query);
        if (!config.dataset().textWithEot()) {
            return all;
        }
        if (all.tokens() == 1) {
            throw new DataException("Text features of '" + query.queryId()
                    + "' have one token, and text_feat_with_eot drops it; is the setting right?");
        }
        return new QueryFeatures(
                all.queryId(),
                all.tokens() - 1,
                all.channels(),
                Arrays.copyOfRange(all.values(), all.channels(), all.values().length));
    }

    /**
     * The tokens of a query as it enters the shot branch, which drops none.
     *
     * @throws MissingFeaturesException if the store does not have it
     * @throws DataException as {@link #query} does
     */
    public QueryFeatures shotQuery(AnnotatedQuery query) {
        NpyArray array =
                text.matrix(query.queryId(), network.text().projection().in(), TEXT_ARRAYS);
        return new QueryFeatures(query.queryId(), array.shape()[0], array.shape()[1], array.values());
    }

    /**
     * The objects of a query; absent if the dataset brings none.
     *
     * @throws MissingFeaturesException if the store does not have the video, or a class of it
     * @throws DataException if they are damaged, of other channels, or name a class without embedding
     */
    public Optional<ObjectFrames> objects(AnnotatedQuery query) {
        return objects.map(source -> source.objects(query));
    }

    /**
     * The classes that each frame of a video shows, whatever a query names; absent if the dataset brings no objects, or
     * brings them as regions.
     *
     * @return as many frames as the store's record has, which may be fewer or more than the video
     * @throws MissingFeaturesException if the store does not have the video
     * @throws DataException if its record is damaged
     */
    public Optional<List<int[]>> classes(String videoId) {
        return objects.filter(ClassObjects.class::isInstance).map(source -> ((ClassObjects) source).frames(videoId));
    }

    /**
     * The shots of a video; absent if the config has no narrations.
     *
     * @param steps T of the video
     * @throws MissingFeaturesException if there is no narration file for it
     * @throws DataException if the file is damaged, or the id is no plain file name
     */
    public Optional<Shots> shots(String videoId, int steps) {
        return config.dataset()
                .narrations()
                .map(folder -> Shots.of(Narration.read(narrationFile(folder, videoId)), steps, config.dataset()));
    }

    /**
     * The narration file of a video.
     *
     * @throws MissingFeaturesException if there is none
     * @throws DataException if the id is no plain file name
     */
    public static Path narrationFile(Path folder, String videoId) {
        try {
            Path name = Path.of(videoId + ".json");
            boolean plain = name.getNameCount() == 1 && !name.isAbsolute() && videoId.indexOf('\\') < 0;
            if (plain) {
                Path file = folder.resolve(name);
                if (!Files.isRegularFile(file)) {
                    throw new MissingFeaturesException("narrations", folder, videoId);
                }
                return file;
            }
        } catch (InvalidPathException e) {
            throw new DataException("Video id '" + videoId + "' is not a file name", e);
        }
        throw new DataException("Video id '" + videoId + "' leads out of the folder of narrations " + folder);
    }

    /**
     * The queries of a video in the shot branch: those of its last run of lines in the file, or of
     * {@code narration_jsonl_file} if that has the video.
     */
    public synchronized List<AnnotatedQuery> videoQueries(String videoId) {
        if (videoQueries.isEmpty()) {
            VideoQueries grouped = new VideoQueries();
            queries.forEach(grouped::add);
            grouped.endFile();
            config.dataset().narrationAnnotations().ifPresent(file -> Annotations.forEach(file, grouped::add));
            videoQueries = Optional.of(grouped);
        }
        return videoQueries.get().of(videoId);
    }

    /**
     * Where a query stands among those of its video; absent unless {@code use_Bayesian} is set. The count is limited by
     * {@code mul_query_input}, as in the official code.
     *
     * @throws DataException if the query's id has no index
     */
    public Optional<OrderPrior> order(AnnotatedQuery query) {
        if (!config.dataset().orderPrior()) {
            return Optional.empty();
        }
        int limit = config.dataset().videoQueries();
        int count = videoQueries(query.videoId()).size();
        return Optional.of(new OrderPrior(query.queryIndex() + 1, limit > 0 ? Math.min(limit, count) : count));
    }

    /** Closes the stores; closing again does nothing. */
    @Override
    public void close() {
        stores.forEach(FeatureStore::close);
    }
}
