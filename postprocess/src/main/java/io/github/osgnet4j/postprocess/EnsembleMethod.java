package io.github.osgnet4j.postprocess;

/** How the windows of several models are merged into one answer. */
public enum EnsembleMethod {
    /** All windows of all models, of which NMS picks five: {@link Ensemble#merge(java.util.List)}. */
    NMS,
    /** Windows that overlap become their weighted mean: {@link WindowFusion}. */
    WBF,
    /** The recipe of GroundNLQ's entry: {@link Ensemble#mergeWithProposals}. */
    OFFICIAL
}
