package io.github.osgnet4j.demo;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.util.List;
import java.util.Random;

/** Fixed filters for images, as weights of convolutions: (filters, channels, height, width), row-major. */
final class FilterBank {

    /** Of the filters that blur and look for colours. */
    static final int COLOUR_SIZE = 5;

    /** Of the filters that look for edges and corners. */
    static final int SHAPE_SIZE = 7;

    static final int COLOURS = 6;
    static final int EDGES = 8;
    static final int CORNERS = 18;

    /** Of the filters that look for whole outlines. */
    static final int OUTLINE_SIZE = 19;

    /** Red, green and blue; then yellow, purple and turquoise, which are two of these without the third. */
    private static final float[][] OPPONENTS = {
        {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}, {0.5f, 0.5f, -1}, {0.5f, -1, 0.5f}, {-1, 0.5f, 0.5f}
    };

    /** What of a response is no more than grey, noise or a neighbour on the colour circle. */
    private static final float[] THRESHOLDS = {0.05f, 0.05f, 0.05f, 0.38f, 0.38f, 0.38f};

    /** Makes the responses to all colours about 0.5. */
    private static final float[] GAINS = {1, 1.9f, 1.4f, 1.8f, 2.6f, 2.3f};

    private FilterBank() {}

    /** What is added to the responses of the colour filters. */
    static float[] colourBias() {
        float[] bias = new float[COLOURS];
        for (int i = 0; i < COLOURS; i++) {
            bias[i] = -THRESHOLDS[i] * GAINS[i];
        }
        return bias;
    }

    /** Blurred colour opponents: (6, 3, 5, 5). */
    static float[] colours() {
        float[] blur = gaussian(COLOUR_SIZE, 1);
        float[] weights = new float[COLOURS * 3 * blur.length];
        int at = 0;
        for (int i = 0; i < COLOURS; i++) {
            for (float part : OPPONENTS[i]) {
                for (float b : blur) {
                    weights[at++] = GAINS[i] * part * b;
                }
            }
        }
        return weights;
    }

    /** Edges in 8 directions, then corners, spots and bars at random: (26, 1, 7, 7). */
    static float[] shapes(long seed) {
        int size = SHAPE_SIZE * SHAPE_SIZE;
        float[] weights = new float[(EDGES + CORNERS) * size];
        for (int k = 0; k < EDGES; k++) {
            double angle = 2 * Math.PI * k / EDGES;
            put(weights, k * size, edge(Math.cos(angle), Math.sin(angle)));
        }
        Random random = new Random(seed);
        for (int k = 0; k < CORNERS; k++) {
            put(weights, (EDGES + k) * size, balanced(random));
        }
        return weights;
    }

    /** An outline at a size and an angle, pixels and degrees. */
    private record Template(Kind kind, double radius, double degrees) {}

    private static final List<Template> TEMPLATES = List.of(
            new Template(Kind.CIRCLE, 7, 0),
            new Template(Kind.CIRCLE, 8, 0),
            new Template(Kind.RING, 7, 0),
            new Template(Kind.RING, 8, 0),
            new Template(Kind.SQUARE, 7, 0),
            new Template(Kind.SQUARE, 8, 0),
            new Template(Kind.SQUARE, 7.5, 45),
            new Template(Kind.TRIANGLE, 7, 0),
            new Template(Kind.TRIANGLE, 8, 0),
            new Template(Kind.TRIANGLE, 7.5, 60),
            new Template(Kind.BAR, 7.5, 0),
            new Template(Kind.BAR, 7.5, 60),
            new Template(Kind.BAR, 7.5, 120),
            new Template(Kind.CROSS, 7, 0),
            new Template(Kind.CROSS, 8, 0),
            new Template(Kind.CROSS, 7.5, 45));

    static final int OUTLINES = 16;

    /** Whole outlines, darker around: (16, 1, 19, 19). */
    static float[] outlines() {
        int size = OUTLINE_SIZE * OUTLINE_SIZE;
        float[] weights = new float[OUTLINES * size];
        for (int k = 0; k < OUTLINES; k++) {
            put(weights, k * size, outline(TEMPLATES.get(k)));
        }
        return weights;
    }

    /** Zero in sum, and one in norm. */
    private static float[] outline(Template template) {
        AffineTransform place = AffineTransform.getRotateInstance(Math.toRadians(template.degrees()));
        place.scale(template.radius(), template.radius());
        Shape shape = place.createTransformedShape(template.kind().outline());
        float[] values = new float[OUTLINE_SIZE * OUTLINE_SIZE];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) cover(shape, i % OUTLINE_SIZE - OUTLINE_SIZE / 2, i / OUTLINE_SIZE - OUTLINE_SIZE / 2);
            sum += values[i];
        }
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] -= (float) (sum / values.length);
            squares += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return values;
    }

    /** How much of a pixel a shape covers. */
    private static double cover(Shape shape, int x, int y) {
        int inside = 0;
        for (int i = 0; i < 16; i++) {
            inside += shape.contains(x + (i % 4 - 1.5) / 4, y + (i / 4 - 1.5) / 4) ? 1 : 0;
        }
        return inside / 16.0;
    }

    /** The derivatives to the right and down: (2, 1, 7, 7). */
    static float[] gradient() {
        int size = SHAPE_SIZE * SHAPE_SIZE;
        float[] weights = new float[2 * size];
        put(weights, 0, edge(1, 0));
        put(weights, size, edge(0, 1));
        return weights;
    }

    private static void put(float[] weights, int at, float[] filter) {
        System.arraycopy(filter, 0, weights, at, filter.length);
    }

    private static float[] gaussian(int size, double sigma) {
        float[] values = new float[size * size];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double y = i / size - (size - 1) / 2.0;
            double x = i % size - (size - 1) / 2.0;
            values[i] = (float) Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) sum;
        }
        return values;
    }

    /** Answers 1 to a step of height 1 in its direction. */
    private static float[] edge(double dx, double dy) {
        float[] values = gaussian(SHAPE_SIZE, 1.3);
        double positive = 0;
        for (int i = 0; i < values.length; i++) {
            int y = i / SHAPE_SIZE - SHAPE_SIZE / 2;
            int x = i % SHAPE_SIZE - SHAPE_SIZE / 2;
            values[i] *= (float) (dx * x + dy * y);
            positive += Math.max(0, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) positive;
        }
        return values;
    }

    /** A smooth random filter that answers nothing to an even image. */
    private static float[] balanced(Random random) {
        float[] window = gaussian(SHAPE_SIZE, 1.8);
        float[] rough = new float[9];
        for (int i = 0; i < rough.length; i++) {
            rough[i] = (float) random.nextGaussian();
        }
        float[] values = new float[window.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            // Patches of about 2 x 2 pixels, so that noise does not move them.
            values[i] = rough[
                            Math.min(2, i / SHAPE_SIZE * 3 / SHAPE_SIZE) * 3
                                    + Math.min(2, i % SHAPE_SIZE * 3 / SHAPE_SIZE)]
                    * window[i];
            sum += values[i];
        }
        double positive = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] -= (float) (sum * window[i]);
            positive += Math.max(0, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) positive;
        }
        return values;
    }
}
