package io.github.osgnet4j.postprocess;

/**
 * The window proposed by a cluster of windows.
 *
 * @param window the mean, also of the scores, of the cluster's middle window and its best
 * @param totalScore sum of the scores in the cluster
 */
public record ClusterProposal(Window window, double totalScore) {}
