package io.github.osgnet4j.report;

import java.util.List;

/** Colours of plots on a light and on a dark page; the series' colours are told apart without seeing red and green. */
enum Theme {
    LIGHT("#ffffff", "#1c2430", "#5a6572", "#dfe3e8", List.of("#7fb2e5", "#14508c")),
    DARK("#171c23", "#e8ecf1", "#a6b0bc", "#323b46", List.of("#3d78b8", "#9fd0ff"));

    private final String background;
    private final String text;
    private final String muted;
    private final String grid;
    private final List<String> series;

    Theme(String background, String text, String muted, String grid, List<String> series) {
        this.background = background;
        this.text = text;
        this.muted = muted;
        this.grid = grid;
        this.series = series;
    }

    String background() {
        return background;
    }

    String text() {
        return text;
    }

    String muted() {
        return muted;
    }

    String grid() {
        return grid;
    }

    List<String> series() {
        return series;
    }
}
