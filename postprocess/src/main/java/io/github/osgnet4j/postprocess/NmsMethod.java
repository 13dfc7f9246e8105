package io.github.osgnet4j.postprocess;

/** How candidates are suppressed by better ones that overlap them; after {@code nms_cpu.cpp} of the official code. */
public enum NmsMethod {
    /** Soft-NMS: an overlapping score is multiplied by exp(-IoU^2 / sigma). The official choice. */
    GAUSSIAN,
    /** Soft-NMS: a score is multiplied by 1 - IoU from the IoU threshold on. */
    LINEAR,
    /** Soft-NMS whose scores become 0 from the IoU threshold on. */
    VANILLA,
    /** Candidates above the minimum score, best first; overlapping ones are dropped from the IoU threshold on. */
    HARD,
    /** No suppression: the best candidates. */
    NONE
}
