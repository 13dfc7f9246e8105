package io.github.osgnet4j.serve.report;

import java.awt.Color;
import java.util.List;

/** Colours of plots on a light and on a dark page; the series' colours are told apart without seeing red and green. */
enum Theme {
    LIGHT(0xffffff, 0x1c2430, 0x5a6572, 0xdfe3e8, List.of(0x7fb2e5, 0x14508c)),
    DARK(0x171c23, 0xe8ecf1, 0xa6b0bc, 0x323b46, List.of(0x3d78b8, 0x9fd0ff));

    private final Color background;
    private final Color text;
    private final Color muted;
    private final Color grid;
    private final List<Color> series;

    Theme(int background, int text, int muted, int grid, List<Integer> series) {
        this.background = new Color(background);
        this.text = new Color(text);
        this.muted = new Color(muted);
        this.grid = new Color(grid);
        this.series = series.stream().map(Color::new).toList();
    }

    Color background() {
        return background;
    }

    Color text() {
        return text;
    }

    Color muted() {
        return muted;
    }

    Color grid() {
        return grid;
    }

    List<Color> series() {
        return series;
    }
}
