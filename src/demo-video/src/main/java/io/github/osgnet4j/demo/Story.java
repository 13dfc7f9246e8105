package io.github.osgnet4j.demo;

import java.util.List;

/**
 * What happens in a video.
 *
 * @param id of the video, a UUID as Ego4D's are
 * @param seed of backgrounds and noise
 * @param seconds length
 * @param appearances in the order of their starts
 * @param cuts times of cuts to another background, ascending, seconds
 * @param questions about some of the appearances
 */
record Story(
        String id,
        long seed,
        double seconds,
        List<Appearance> appearances,
        List<Double> cuts,
        List<Question> questions) {}
