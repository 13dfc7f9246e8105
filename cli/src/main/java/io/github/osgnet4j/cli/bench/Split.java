package io.github.osgnet4j.cli.bench;

import java.util.EnumMap;
import java.util.Map;

/** The time of a run that was not traced, shared out as the traced runs say. */
final class Split {

    private Split() {}

    /**
     * Shares out.
     *
     * @param total seconds, ranking included
     * @param ranking seconds of it, which no trace knows
     */
    static Map<Part, Double> of(Profile profile, double total, double ranking) {
        double factor = profile.total() > 0 ? Math.max(0, total - ranking) / profile.total() : 0;
        Map<Part, Double> seconds = new EnumMap<>(Part.class);
        profile.seconds().forEach((part, s) -> seconds.put(part, s * factor));
        seconds.put(Part.RANKING, ranking);
        return seconds;
    }
}
