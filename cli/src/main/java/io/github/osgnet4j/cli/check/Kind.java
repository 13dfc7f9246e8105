package io.github.osgnet4j.cli.check;

import java.util.Locale;

/** What can be wrong with data. */
public enum Kind {
    UNREADABLE(true, false, "files", "a file or store cannot be used", "mend it, or its path in the config"),
    BUNDLE_MISMATCH(
            true,
            false,
            "properties",
            "bundle and config do not go together",
            "use the config the bundle was exported with"),
    NO_INDEX(
            true,
            false,
            "queries",
            "have an id that has no index",
            "name them <annotation>_<number>; evaluation and submissions know queries by both"),
    TWICE(
            true,
            false,
            "queries",
            "are twice in the annotations",
            "leave each in the file once; a submission can hold it once"),
    NO_VIDEO_FEATURES(
            true,
            true,
            "videos",
            "have no video features",
            "extract them, or leave the videos out (osgnet ground: --on-unusable skip)"),
    NO_TEXT_FEATURES(
            true,
            true,
            "queries",
            "have no text features",
            "extract them, or leave the queries out (osgnet ground: --on-unusable skip)"),
    NO_OBJECT_FEATURES(
            true,
            true,
            "videos",
            "have no object features",
            "extract them, or leave the videos out (osgnet ground: --on-unusable skip)"),
    NO_NARRATIONS(
            true,
            true,
            "videos",
            "have no narrations",
            "add the files; for training without them take VTM out of model.tasks"),
    BAD_VIDEO_FEATURES(
            true,
            true,
            "videos",
            "have video features that cannot be used",
            "extract them again, use the config that belongs to them (input_vid_dim), or leave the videos out"
                    + " (osgnet ground: --on-unusable skip)"),
    BAD_TEXT_FEATURES(
            true,
            true,
            "queries",
            "have text features that cannot be used",
            "extract them again, use the config that belongs to them (text_encoder_cfg[0].layer_cfg.n_in), or leave the"
                    + " queries out (osgnet ground: --on-unusable skip)"),
    BAD_OBJECT_FEATURES(
            true,
            true,
            "queries",
            "have objects that cannot be used",
            "extract them again, use the class embeddings that belong to them, or leave the queries out (osgnet ground:"
                    + " --on-unusable skip)"),
    BAD_NARRATIONS(true, true, "videos", "have narrations that cannot be used", "mend the files"),
    LENGTH_MISMATCH(
            false,
            false,
            "videos",
            "have features far shorter or longer than their duration",
            "compare feat_stride and default_fps with how the features were extracted, and see whether they are whole"),
    TOO_LONG(
            true,
            false,
            "videos",
            "are longer than training allows",
            "raise max_seq_len or model.max_buffer_len_factor, or cut the videos"),
    NO_ANSWERS(true, false, "queries", "have no timestamps, so that nothing can be learnt from them", "leave them out"),
    TEACHES_NOTHING(
            false,
            false,
            "queries",
            "teach nothing: no point of the network lies in their windows",
            "mend the windows: seconds from the start of the clip, start before end, inside the clip"),
    OUT_OF_REACH(
            false,
            false,
            "queries",
            "have answers that no prediction can match",
            "recall counts them as not found; mend the windows if they should not be so"),
    NO_CLASS(
            false,
            false,
            "queries",
            "have labels of classes without an embedding",
            "use the class embeddings the labels belong to; such objects are never seen"),
    NO_GROUND_TRUTH(
            false, false, "queries", "have no ground truth", "see whether json_file belongs to the annotations");

    private final boolean error;
    private final boolean ofSingleQueries;
    private final String unit;
    private final String complaint;
    private final String advice;

    Kind(boolean error, boolean ofSingleQueries, String unit, String complaint, String advice) {
        this.error = error;
        this.ofSingleQueries = ofSingleQueries;
        this.unit = unit;
        this.complaint = complaint;
        this.advice = advice;
    }

    /** The name for programs, such as {@code no-video-features}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean error() {
        return error;
    }

    /** Whether a job can go on without the queries concerned. */
    boolean ofSingleQueries() {
        return ofSingleQueries;
    }

    String unit() {
        return unit;
    }

    String complaint() {
        return complaint;
    }

    /** What a user can do. */
    public String advice() {
        return advice;
    }
}
