package io.github.osgnet4j.data.prepare;

import java.util.List;

/**
 * A clip and the narrations of its video that start and end inside it.
 *
 * @param start seconds from the start of the video
 */
record ClipNarrations(String id, PythonNumber start, PythonNumber duration, List<EgoClip.Narration> narrations) {}
