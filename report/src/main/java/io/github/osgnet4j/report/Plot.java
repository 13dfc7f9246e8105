package io.github.osgnet4j.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

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

    private static final int MOST_TICKS = 6;

    private final Theme theme;
    private final int height;
    private final int left;
    private final int bottom;
    private final Element svg;

    private Plot(Theme theme, int height, int left, boolean legend) {
        this.theme = theme;
        this.height = height;
        this.left = left;
        this.bottom = height - AXIS - (legend ? LEGEND : 0);
        this.svg = Element.of("svg")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 " + WIDTH + " " + height)
                .with("width", Integer.toString(WIDTH))
                .with("height", Integer.toString(height))
                .with("font-family", "sans-serif")
                .with("font-size", "13")
                .add(rectangle(0, 0, WIDTH, height, theme.background()));
    }

    /**
     * Values of one colour.
     *
     * @param name in the legend
     * @param values one for each label
     */
    record Bars(String name, List<? extends Number> values) {}

    /** Upright bars side by side; an axis of percent ends at 100. */
    static String bars(Theme theme, String x, String y, List<String> labels, List<Bars> series, boolean percent) {
        Plot plot = new Plot(theme, HEIGHT, LEFT, series.size() > 1);
        double largest = series.stream()
                .flatMap(bars -> bars.values().stream())
                .mapToDouble(Number::doubleValue)
                .max()
                .orElse(1);
        double step = percent ? 20 : step(largest);
        double most = percent ? 100 : Math.ceil(Math.max(largest, step) / step) * step;
        DoubleUnaryOperator vertical = value -> plot.bottom - value / most * (plot.bottom - TOP);
        for (double tick = 0; tick <= most; tick += step) {
            plot.level(vertical.applyAsDouble(tick), number(tick));
        }
        double group = plot.width() / (double) labels.size();
        double bar = group * (series.size() == 1 ? 0.9 : 0.7) / series.size();
        int longest = labels.stream().mapToInt(String::length).max().orElse(1);
        int every = (int) Math.ceil(longest * CHARACTER / group);
        for (int i = 0; i < labels.size(); i++) {
            double middle = plot.left + (i + 0.5) * group;
            for (int s = 0; s < series.size(); s++) {
                double value = series.get(s).values().get(i).doubleValue();
                double at = middle + (s - series.size() / 2.0) * bar;
                double from = vertical.applyAsDouble(value);
                plot.svg.add(rectangle(at, from, bar, plot.bottom - from, plot.colour(s)));
            }
            if (i % every == 0) {
                plot.text(middle, plot.bottom + 18, "middle", theme.text(), labels.get(i));
            }
        }
        plot.titles(x, y);
        plot.legend(series.stream().map(Bars::name).toList());
        return plot.svg.html();
    }

    /** Lying bars, for labels that are sentences; the first on top. The axis is of percent. */
    static String rows(Theme theme, String x, List<String> labels, List<Bars> series) {
        Plot plot = new Plot(theme, TOP + ROW * labels.size() + AXIS + LEGEND, LABELS, true);
        for (int tick = 0; tick <= 100; tick += 20) {
            plot.column(plot.left + tick / 100.0 * plot.width(), number(tick));
        }
        double bar = ROW * 0.7 / series.size();
        for (int i = 0; i < labels.size(); i++) {
            double middle = TOP + (i + 0.5) * ROW;
            for (int s = 0; s < series.size(); s++) {
                double value = series.get(s).values().get(i).doubleValue();
                double at = middle + (s - series.size() / 2.0) * bar;
                plot.svg.add(rectangle(plot.left, at, value / 100 * plot.width(), bar, plot.colour(s)));
            }
            plot.text(plot.left - 10, middle + 4, "end", theme.text(), cut(labels.get(i)));
        }
        plot.titles(x, "");
        plot.legend(series.stream().map(Bars::name).toList());
        return plot.svg.html();
    }

    /** Share of right windows over mean score, with the diagonal on which scores are probabilities. */
    static String reliability(Theme theme, Calibration calibration, List<String> names) {
        Plot plot = new Plot(theme, HEIGHT, LEFT, true);
        DoubleUnaryOperator across = score -> plot.left + score * plot.width();
        DoubleUnaryOperator up = share -> plot.bottom - share * (plot.bottom - TOP);
        for (int tick = 0; tick <= 10; tick += 2) {
            plot.level(up.applyAsDouble(tick / 10.0), number(tick / 10.0));
            plot.column(across.applyAsDouble(tick / 10.0), number(tick / 10.0));
        }
        plot.svg.add(path(
                        "M" + across.applyAsDouble(0) + " " + up.applyAsDouble(0) + "L" + across.applyAsDouble(1) + " "
                                + up.applyAsDouble(1),
                        theme.muted(),
                        1.4)
                .with("stroke-dasharray", "5 5"));
        for (int s = 0; s < names.size(); s++) {
            StringBuilder line = new StringBuilder();
            for (Calibration.Bin bin : calibration.bins()) {
                double x = across.applyAsDouble(bin.meanScore());
                double y = up.applyAsDouble(bin.right().get(s));
                line.append(line.isEmpty() ? 'M' : 'L')
                        .append(unit(x))
                        .append(' ')
                        .append(unit(y));
                plot.svg.add(Element.of("circle")
                        .with("cx", unit(x))
                        .with("cy", unit(y))
                        .with("r", "4.5")
                        .with("fill", plot.colour(s)));
            }
            plot.svg.add(path(line.toString(), plot.colour(s), 2.2));
        }
        plot.titles("mean score of the first windows", "share that is right");
        plot.legend(names);
        return plot.svg.html();
    }

    private int width() {
        return WIDTH - RIGHT - left;
    }

    private String colour(int series) {
        return theme.series().get(series % theme.series().size());
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

    private void legend(List<String> names) {
        if (names.size() < 2) {
            return;
        }
        double entry = width() / (double) names.size();
        for (int s = 0; s < names.size(); s++) {
            double x = left + s * entry;
            svg.add(rectangle(x, height - LEGEND, 14, 14, colour(s)));
            text(x + 22, height - LEGEND + 12, "start", theme.text(), names.get(s));
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
                .with("stroke-width", unit(width));
    }

    private static String unit(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
    }

    /** 1, 2 or 5 times a power of ten, whole, for counts. */
    private static double step(double largest) {
        for (double power = 1; ; power *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (largest / (factor * power) <= MOST_TICKS) {
                    return factor * power;
                }
            }
        }
    }

    private static String cut(String label) {
        return label.codePointCount(0, label.length()) <= MAX_LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, MAX_LABEL - 2)) + " …";
    }
}
