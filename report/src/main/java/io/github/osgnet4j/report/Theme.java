package io.github.osgnet4j.report;

import java.util.List;

/**
 * Colours of plots on a light or a dark page.
 *
 * @param series told apart without seeing red and green; the first two are those of bars
 */
record Theme(String background, String text, String muted, String grid, List<String> series) {

    static final Theme LIGHT = new Theme(
            "#ffffff",
            "#1c2430",
            "#5a6572",
            "#dfe3e8",
            List.of("#7fb2e5", "#14508c", "#b8560f", "#7f45b5", "#0e8377", "#8a6d00"));

    static final Theme DARK = new Theme(
            "#171c23",
            "#e8ecf1",
            "#a6b0bc",
            "#323b46",
            List.of("#3d78b8", "#9fd0ff", "#f0a35e", "#c9a2ee", "#4fc9b8", "#e3c94f"));

    /** The colour of a series; there are as many series as one likes. */
    String colour(int series) {
        return this.series.get(series % this.series.size());
    }
}
