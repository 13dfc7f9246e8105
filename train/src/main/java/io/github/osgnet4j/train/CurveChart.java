package io.github.osgnet4j.train;

import java.util.List;
import java.util.Locale;

/**
 * Curves over the steps of a run, as an SVG: text, so that a machine without fonts can write it.
 *
 * @param title above
 * @param curves what is drawn
 */
record CurveChart(String title, List<Curve> curves) {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 40;
    private static final int TICKS = 5;
    private static final int LEGEND = 200;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#d1495b", "#3a7d44", "#b5838d");

    /** Points (x, y) with x rising; those that are no numbers are gaps. */
    record Curve(String name, double[] x, double[] y) {}

    String svg() {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><title>%s</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>",
                WIDTH,
                HEIGHT,
                title,
                WIDTH,
                HEIGHT);
        add(svg, "<text x=\"%d\" y=\"20\">%s</text>", LEFT, title);
        double right = max(curves.stream().map(Curve::x).toList(), 1);
        double highest = max(curves.stream().map(Curve::y).toList(), 0);
        double top = highest > 0 ? highest : 1;
        for (int i = 0; i <= TICKS; i++) {
            double part = i / (double) TICKS;
            double y = y(part * top, top);
            add(
                    svg,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#e0e0e0\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3g</text>",
                    LEFT,
                    y,
                    WIDTH - RIGHT,
                    LEFT - 8,
                    y + 4,
                    part * top);
            // Of a run of few steps, ticks between two of them have no number.
            if (right >= TICKS || part * right == Math.rint(part * right)) {
                add(
                        svg,
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>",
                        x(part * right, right),
                        HEIGHT - 15,
                        part * right);
            }
        }
        for (int i = 0; i < curves.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            Curve curve = curves.get(i);
            add(svg, "<text x=\"%d\" y=\"40\" fill=\"%s\">%s</text>", LEFT + LEGEND * i, colour, curve.name());
            add(
                    svg,
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-linecap=\"round\"/>",
                    line(curve, right, top),
                    colour);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void add(StringBuilder svg, String pattern, Object... values) {
        svg.append(String.format(Locale.ROOT, pattern, values)).append('\n');
    }

    private static String line(Curve curve, double right, double top) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < curve.x().length; i++) {
            if (!Double.isFinite(curve.y()[i])) {
                drawing = false;
                continue;
            }
            String point = String.format(Locale.ROOT, "%.1f %.1f", x(curve.x()[i], right), y(curve.y()[i], top));
            // A point alone is a line of no length, which round ends make a dot.
            path.append(drawing ? "L" : "M" + point + "L").append(point);
            drawing = true;
        }
        return path.toString();
    }

    private static double x(double value, double right) {
        return LEFT + value / right * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    private static double max(List<double[]> values, double least) {
        double max = least;
        for (double[] row : values) {
            for (double v : row) {
                max = Double.isFinite(v) ? Math.max(max, v) : max;
            }
        }
        return max;
    }
}
