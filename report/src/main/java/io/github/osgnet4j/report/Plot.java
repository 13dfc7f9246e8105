package io.github.osgnet4j.report;

import io.github.osgnet4j.report.Curve.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** The plots of a report as SVG, each in the colours of a page. They are text: a machine without fonts writes them too. */
final class Plot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 340;
    private static final int ROW = 44;
    private static final int LABELS = 300;
    private static final int MAX_LABEL = 42;
    private static final int LEFT = 70;
    private static final int RIGHT = 24;
    private static final int TOP = 14;
    private static final int AXIS = 52;
    private static final int LEGEND = 28;
    /** About the width of a character. */
    private static final double CHARACTER = 7.2;
    /** What the title of the vertical axis and the gaps beside the labels take. */
    private static final int TITLE = 42;
    /** What the sample of a name and the gap before the next one take. */
    private static final int SAMPLE = 38;

    private final Theme theme;
    private final int left;
    private final int bottom;
    private final int columns;
    private final Element svg;

    private Plot(Theme theme, int height, int left, List<String> names) {
        this.theme = theme;
        this.left = left;
        this.bottom = height - AXIS;
        int longest = names.stream().mapToInt(name -> cut(name).length()).max().orElse(0);
        this.columns = Math.max(1, Math.min(names.size(), (int) (width() / (longest * CHARACTER + SAMPLE))));
        int rows = names.size() < 2 ? 0 : (names.size() + columns - 1) / columns;
        int whole = height + rows * LEGEND;
        this.svg = Element.of("svg")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 " + WIDTH + " " + whole)
                .with("width", Integer.toString(WIDTH))
                .with("height", Integer.toString(whole))
                .with("font-family", "sans-serif")
                .with("font-size", "13")
                .add(rectangle(0, 0, WIDTH, whole, theme.background()));
    }

    /**
     * Values of one colour.
     *
     * @param name in the legend
     * @param values one for each label
     */
    record Bars(String name, List<? extends Number> values) {}

    /** Upright bars side by side. */
    static String bars(Theme theme, String x, Axis axis, String y, List<String> labels, List<Bars> series) {
        List<String> names = series.stream().map(Bars::name).toList();
        Plot plot = new Plot(theme, names.size() < 2 ? HEIGHT : HEIGHT - LEGEND, LEFT, names);
        axis.ticks().forEach(tick -> plot.level(plot.up(axis, tick), axis.label(tick)));
        double group = plot.width() / (double) labels.size();
        double bar = group * (series.size() == 1 ? 0.9 : 0.7) / series.size();
        int longest = labels.stream().mapToInt(String::length).max().orElse(1);
        int every = (int) Math.ceil(longest * CHARACTER / group);
        for (int i = 0; i < labels.size(); i++) {
            double middle = plot.left + (i + 0.5) * group;
            for (int s = 0; s < series.size(); s++) {
                double at = middle + (s - series.size() / 2.0) * bar;
                double from = plot.up(axis, series.get(s).values().get(i).doubleValue());
                plot.svg.add(rectangle(at, from, bar, plot.bottom - from, theme.colour(s)));
            }
            if (i % every == 0) {
                plot.text(middle, plot.bottom + 18, "middle", theme.text(), labels.get(i));
            }
        }
        plot.titles(x, y);
        plot.legend(names, s -> rectangle(0, 0, 14, 14, theme.colour(s)));
        return plot.svg.html();
    }

    /** Lying bars, for labels that are sentences; the first on top. */
    static String rows(Theme theme, String x, Axis axis, List<String> labels, List<Bars> series) {
        List<String> names = series.stream().map(Bars::name).toList();
        Plot plot = new Plot(theme, TOP + ROW * labels.size() + AXIS, LABELS, names);
        axis.ticks().forEach(tick -> plot.column(plot.across(axis, tick), axis.label(tick)));
        double bar = ROW * 0.7 / series.size();
        for (int i = 0; i < labels.size(); i++) {
            double middle = TOP + (i + 0.5) * ROW;
            for (int s = 0; s < series.size(); s++) {
                double value = series.get(s).values().get(i).doubleValue();
                double at = middle + (s - series.size() / 2.0) * bar;
                plot.svg.add(rectangle(plot.left, at, plot.across(axis, value) - plot.left, bar, theme.colour(s)));
            }
            plot.text(plot.left - 10, middle + 4, "end", theme.text(), cut(labels.get(i)));
        }
        plot.titles(x, "");
        plot.legend(names, s -> rectangle(0, 0, 14, 14, theme.colour(s)));
        return plot.svg.html();
    }

    /** Curves, the first below the others. */
    static String curves(Theme theme, String x, Axis across, String y, Axis up, List<Curve> curves) {
        List<Curve> named = curves.stream().filter(Curve::isNamed).toList();
        List<String> names = named.stream().map(Curve::name).toList();
        int digits = up.ticks().stream()
                .mapToInt(tick -> up.label(tick).length())
                .max()
                .orElseThrow();
        int left = Math.max(LEFT, (int) (TITLE + digits * CHARACTER));
        Plot plot = new Plot(theme, names.size() < 2 ? HEIGHT : HEIGHT - LEGEND, left, names);
        up.ticks().forEach(tick -> plot.level(plot.up(up, tick), up.label(tick)));
        across.ticks().forEach(tick -> plot.column(plot.across(across, tick), across.label(tick)));
        curves.forEach(curve -> plot.draw(curve, across, up));
        plot.titles(x, y);
        plot.legend(names, s -> plot.line(named.get(s), "M0 7H16"));
        return plot.svg.html();
    }

    private void draw(Curve curve, Axis x, Axis y) {
        StringBuilder line = new StringBuilder();
        boolean drawing = false;
        boolean marked = curve.isMarked();
        for (Point point : curve.points()) {
            if (!Curve.isDrawn(point.y())) {
                drawing = false;
                continue;
            }
            String place = unit(across(x, point.x())) + " " + unit(up(y, point.y()));
            // A point alone is a line of no length, which round ends make a dot.
            line.append(drawing ? "L" : "M" + place + "L").append(place);
            drawing = true;
            if (marked) {
                svg.add(Element.of("circle")
                        .with("cx", unit(across(x, point.x())))
                        .with("cy", unit(up(y, point.y())))
                        .with("r", "4")
                        .with("fill", theme.colour(curve.colour())));
            }
        }
        svg.add(line(curve, line.toString()));
    }

    private Element line(Curve curve, String way) {
        return switch (curve.look()) {
            case LINE, MARKED -> path(way, theme.colour(curve.colour()), 2.2);
            case DASHED -> path(way, theme.colour(curve.colour()), 2.2).with("stroke-dasharray", "6 6");
            case FAINT -> path(way, theme.colour(curve.colour()), 1).with("opacity", "0.3");
            case REFERENCE -> path(way, theme.muted(), 1.4).with("stroke-dasharray", "5 5");
        };
    }

    private int width() {
        return WIDTH - RIGHT - left;
    }

    private double across(Axis axis, double value) {
        return left + axis.place(value) * width();
    }

    private double up(Axis axis, double value) {
        return bottom - axis.place(value) * (bottom - TOP);
    }

    /** A line across for a value of the vertical axis. */
    private void level(double y, String label) {
        svg.add(path("M" + left + " " + unit(y) + "H" + (WIDTH - RIGHT), theme.grid(), 1));
        text(left - 8, y + 4, "end", theme.text(), label);
    }

    /** A line up for a value of the horizontal axis. */
    private void column(double x, String label) {
        svg.add(path("M" + unit(x) + " " + TOP + "V" + bottom, theme.grid(), 1));
        text(x, bottom + 18, "middle", theme.text(), label);
    }

    private void titles(String x, String y) {
        text(left + width() / 2.0, bottom + 40, "middle", theme.muted(), x);
        if (!y.isEmpty()) {
            double middle = (TOP + bottom) / 2.0;
            svg.add(label(18, middle, "middle", theme.muted(), y)
                    .with("transform", "rotate(-90 18 " + unit(middle) + ")"));
        }
    }

    private void legend(List<String> names, IntFunction<Element> sample) {
        if (names.size() < 2) {
            return;
        }
        double entry = width() / (double) columns;
        for (int s = 0; s < names.size(); s++) {
            double x = left + s % columns * entry;
            double y = bottom + AXIS + s / columns * LEGEND;
            svg.add(Element.of("g")
                    .with("transform", "translate(" + unit(x) + " " + unit(y) + ")")
                    .add(sample.apply(s)));
            text(x + 22, y + 12, "start", theme.text(), cut(names.get(s)));
        }
    }

    private void text(double x, double y, String anchor, String colour, String text) {
        svg.add(label(x, y, anchor, colour, text));
    }

    private static Element label(double x, double y, String anchor, String colour, String text) {
        return Element.of("text", text)
                .with("x", unit(x))
                .with("y", unit(y))
                .with("text-anchor", anchor)
                .with("fill", colour);
    }

    private static Element rectangle(double x, double y, double width, double height, String colour) {
        return Element.of("rect")
                .with("x", unit(x))
                .with("y", unit(y))
                .with("width", unit(width))
                .with("height", unit(height))
                .with("fill", colour);
    }

    private static Element path(String line, String colour, double width) {
        return Element.of("path")
                .with("d", line)
                .with("fill", "none")
                .with("stroke", colour)
                .with("stroke-width", unit(width))
                .with("stroke-linecap", "round");
    }

    private static String unit(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A label that a plot has room for. */
    static String cut(String label) {
        return label.codePointCount(0, label.length()) <= MAX_LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, MAX_LABEL - 2)) + " …";
    }
}
