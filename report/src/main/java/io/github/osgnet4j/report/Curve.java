package io.github.osgnet4j.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A line through points from left to right.
 *
 * @param name in the legend
 * @param colour number of the theme's series
 * @param look how it is drawn
 * @param points those that cannot be drawn are gaps
 */
record Curve(String name, int colour, Look look, List<Point> points) {

    /** A value beyond it is an error, and no plot would show anything beside it. */
    private static final double MOST = 1e200;

    /** Weight of a new value in a running mean. */
    private static final double NEW = 0.1;

    private static final int FEW = 10;

    /** More parts of a curve than a plot has pixels show nothing more. */
    private static final int MOST_PARTS = 300;

    /** A value at a place. */
    record Point(double x, double y) {}

    /** How a curve is drawn. */
    enum Look {
        LINE,
        /** With a mark at each point. */
        MARKED,
        /** Dashed, with a mark at each point. */
        DASHED,
        /** Behind the others and not in the legend. */
        FAINT,
        /** Where points should lie; not in the legend. */
        REFERENCE
    }

    Curve {
        points = List.copyOf(points);
    }

    boolean isNamed() {
        return look != Look.FAINT && look != Look.REFERENCE;
    }

    /** Whether it has a mark at each point; so few make no line. */
    boolean isMarked() {
        return look == Look.MARKED || look == Look.DASHED || look == Look.LINE && points.size() < FEW;
    }

    static boolean isDrawn(double value) {
        return Math.abs(value) <= MOST;
    }

    /** Its running mean, which begins with the first value. Gaps stay. */
    Curve smoothed() {
        List<Point> smooth = new ArrayList<>();
        double mean = Double.NaN;
        for (Point point : points) {
            if (isDrawn(point.y())) {
                mean = Double.isNaN(mean) ? point.y() : (1 - NEW) * mean + NEW * point.y();
                smooth.add(new Point(point.x(), mean));
            } else {
                smooth.add(point);
            }
        }
        return new Curve(name, colour, look, smooth);
    }

    /** The same with a bounded number of points: ends, and of each part of the way the lowest, the highest and a gap. */
    Curve thinned() {
        if (points.size() <= 2 * MOST_PARTS) {
            return this;
        }
        List<Point> kept = new ArrayList<>();
        kept.add(points.get(0));
        for (int part = 0; part < MOST_PARTS; part++) {
            int from = (int) ((long) part * points.size() / MOST_PARTS);
            int to = (int) ((part + 1L) * points.size() / MOST_PARTS);
            addExtremes(points.subList(from, to), kept);
        }
        kept.add(points.get(points.size() - 1));
        return new Curve(name, colour, look, kept);
    }

    private static void addExtremes(List<Point> part, List<Point> kept) {
        Comparator<Point> height = Comparator.comparingDouble(Point::y);
        List<Point> drawn = part.stream().filter(p -> isDrawn(p.y())).toList();
        List<Point> some = new ArrayList<>();
        drawn.stream().min(height).ifPresent(some::add);
        drawn.stream().max(height).ifPresent(some::add);
        part.stream().filter(p -> !isDrawn(p.y())).findFirst().ifPresent(some::add);
        some.sort(Comparator.comparingDouble(Point::x));
        kept.addAll(some);
    }
}
