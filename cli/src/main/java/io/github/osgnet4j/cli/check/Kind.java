package io.github.osgnet4j.cli.check;

import java.util.Locale;

/** What can be wrong with data. */
public enum Kind {
    UNREADABLE(Severity.ERROR, "files", "a file or store cannot be used", "mend it, or its path in the config"),
    BUNDLE_MISMATCH(
            Severity.ERROR,
            "properties",
            "bundle and config do not go together",
            "use the config the bundle was exported with"),
    NO_INDEX(
            Severity.ERROR,
            "queries",
            "have an id that has no index",
            "name them <annotation>_<number>; evaluation and submissions know queries by both"),
    TWICE(
            Severity.ERROR,
            "queries",
            "are twice in the annotations",
            "leave each in the file once; a submission can hold it once"),
    NO_VIDEO_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "videos",
            "have no video features",
            "extract them, or leave the videos out (osgnet ground: --on-unusable skip)"),
    NO_TEXT_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "queries",
            "have no text features",
            "extract them, or leave the queries out (osgnet ground: --on-unusable skip)"),
    NO_OBJECT_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "videos",
            "have no object features",
            "extract them, or leave the videos out (osgnet ground: --on-unusable skip)"),
    NO_NARRATIONS(
            Severity.ERROR_OF_QUERIES,
            "videos",
            "have no narrations",
            "add the files; for training without them take VTM out of model.tasks"),
    BAD_VIDEO_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "videos",
            "have video features that cannot be used",
            "extract them again, use the config that belongs to them (input_vid_dim), or leave the videos out"
                    + " (osgnet ground: --on-unusable skip)"),
    BAD_TEXT_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "queries",
            "have text features that cannot be used",
            "extract them again, use the config that belongs to them (text_encoder_cfg[0].layer_cfg.n_in), or leave the"
                    + " queries out (osgnet ground: --on-unusable skip)"),
    BAD_OBJECT_FEATURES(
            Severity.ERROR_OF_QUERIES,
            "queries",
            "have objects that cannot be used",
            "extract them again, use the class embeddings that belong to them, or leave the queries out (osgnet ground:"
                    + " --on-unusable skip)"),
    BAD_NARRATIONS(Severity.ERROR_OF_QUERIES, "videos", "have narrations that cannot be used", "mend the files"),
    LENGTH_MISMATCH(
            Severity.WARNING,
            "videos",
            "have features far shorter or longer than their duration",
            "compare feat_stride and default_fps with how the features were extracted, and see whether they are whole"),
    TOO_LONG(
            Severity.ERROR,
            "videos",
            "are longer than training allows",
            "raise max_seq_len or model.max_buffer_len_factor, or cut the videos"),
    NO_ANSWERS(
            Severity.ERROR, "queries", "have no timestamps, so that nothing can be learnt from them", "leave them out"),
    TEACHES_NOTHING(
            Severity.WARNING,
            "queries",
            "teach nothing: no point of the network lies in their windows",
            "mend the windows: seconds from the start of the clip, start before end, inside the clip"),
    OUT_OF_REACH(
            Severity.WARNING,
            "queries",
            "have answers that no prediction can match",
            "recall counts them as not found; mend the windows if they should not be so"),
    NO_CLASS(
            Severity.WARNING,
            "queries",
            "have labels of classes without an embedding",
            "use the class embeddings the labels belong to; such objects are never seen"),
    NO_GROUND_TRUTH(
            Severity.WARNING, "queries", "have no ground truth", "see whether json_file belongs to the annotations");

    private final Severity severity;
    private final String unit;
    private final String complaint;
    private final String advice;

    /** What a job does about it. */
    private enum Severity {
        /** It must not begin. */
        ERROR,
        /** It must not begin, or go on without the queries concerned. */
        ERROR_OF_QUERIES,
        /** It goes on. */
        WARNING
    }

    Kind(Severity severity, String unit, String complaint, String advice) {
        this.severity = severity;
        this.unit = unit;
        this.complaint = complaint;
        this.advice = advice;
    }

    /** The name for programs, such as {@code no-video-features}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean error() {
        return severity != Severity.WARNING;
    }

    /** Whether a job can go on without the queries concerned. */
    boolean ofSingleQueries() {
        return severity == Severity.ERROR_OF_QUERIES;
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
