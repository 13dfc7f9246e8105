package io.github.osgnet4j.data.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The {@code dataset} section: where the data is and what its numbers mean. Paths are absolute or relative to the
 * working directory; whether they exist is not checked here.
 *
 * @param groundTruth what the evaluation reads ({@code json_file}): JSON for {@link Track#NLQ}, else JSON lines
 * @param trainAnnotations JSON lines of training ({@code train_jsonl_file})
 * @param valAnnotations JSON lines of validation ({@code val_jsonl_file})
 * @param videoFeatures LMDB folder of video features by video id
 * @param trainTextFeatures LMDB folder of query tokens by query id, in training
 * @param valTextFeatures the same outside training
 * @param objects the object features, if any
 * @param narrations folder of one narration file a video ({@code lavila_caption_dir})
 * @param narrationAnnotations JSON lines that replace the queries of their videos in the shot branch
 *     ({@code narration_jsonl_file})
 * @param featStride frames from one feature to the next
 * @param numFrames frames under one feature
 * @param fps frames per second
 * @param maxSeqLen features of the longest video in training
 * @param videoDim channels of a video feature
 * @param classes number of action classes
 * @param downsampleRate divides the time stamps' grid in training
 * @param textWithEot whether the first token of the query, not of its video's other queries, is dropped
 * @param maxShotSeconds seconds after which a shot is cut at the next narration
 * @param orderPrior whether queries come in order of time ({@code use_Bayesian})
 * @param shotWords words that start a shot; empty for none
 * @param videoQueries how many queries of a video enter the shot branch; 0 for none ({@code mul_query_input})
 * @param temporalJittering whether training shifts and widens segments at random
 */
public record DatasetConfig(
        Path groundTruth,
        Path trainAnnotations,
        Path valAnnotations,
        Path videoFeatures,
        Path trainTextFeatures,
        Path valTextFeatures,
        Optional<ObjectsConfig> objects,
        Optional<Path> narrations,
        Optional<Path> narrationAnnotations,
        double featStride,
        double numFrames,
        double fps,
        int maxSeqLen,
        int videoDim,
        int classes,
        int downsampleRate,
        boolean textWithEot,
        double maxShotSeconds,
        boolean orderPrior,
        List<String> shotWords,
        int videoQueries,
        boolean temporalJittering) {

    /** What the objects of a frame are. */
    public ObjectMode objectMode() {
        return objects.map(ObjectsConfig::mode).orElse(ObjectMode.NONE);
    }

    /** The same with other stores of text features. */
    public DatasetConfig withTextFeatures(Path train, Path val) {
        return new DatasetConfig(
                groundTruth,
                trainAnnotations,
                valAnnotations,
                videoFeatures,
                train,
                val,
                objects,
                narrations,
                narrationAnnotations,
                featStride,
                numFrames,
                fps,
                maxSeqLen,
                videoDim,
                classes,
                downsampleRate,
                textWithEot,
                maxShotSeconds,
                orderPrior,
                shotWords,
                videoQueries,
                temporalJittering);
    }
}
