package io.github.osgnet4j.data.prepare;

/**
 * An object that a detector saw.
 *
 * @param videoId key of the video
 * @param frame of the video, at its frame rate
 * @param classId row of its class embedding
 * @param score of the detector
 */
record Detection(String videoId, double frame, int classId, double score) {}
