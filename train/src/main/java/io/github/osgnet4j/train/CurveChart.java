package io.github.osgnet4j.train;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Curves over the steps of a run, as a PNG.
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
    private static final List<Color> COLOURS =
            List.of(new Color(0x1b6ca8), new Color(0xd1495b), new Color(0x3a7d44), new Color(0xb5838d));

    /** Points (x, y) with x rising. */
    record Curve(String name, double[] x, double[] y) {}

    byte[] png() {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, WIDTH, HEIGHT);
            draw(g);
        } finally {
            g.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new TrainException("A PNG could not be encoded in memory", e);
        }
        return out.toByteArray();
    }

    private void draw(Graphics2D g) {
        double right = max(curves.stream().map(Curve::x).toList(), 1);
        double top = max(curves.stream().map(Curve::y).toList(), 1e-9);
        g.setColor(Color.BLACK);
        g.drawString(title, LEFT, 20);
        for (int i = 0; i <= TICKS; i++) {
            double part = i / (double) TICKS;
            int y = y(part * top, top);
            g.setColor(new Color(0xe0e0e0));
            g.drawLine(LEFT, y, WIDTH - RIGHT, y);
            g.setColor(Color.DARK_GRAY);
            g.drawString(String.format(Locale.ROOT, "%.3g", part * top), 8, y + 4);
            g.drawString(String.format(Locale.ROOT, "%.0f", part * right), x(part * right, right) - 8, HEIGHT - 15);
        }
        for (int i = 0; i < curves.size(); i++) {
            g.setColor(COLOURS.get(i % COLOURS.size()));
            g.drawString(curves.get(i).name(), LEFT + 200 * i, 40);
            g.setStroke(new BasicStroke(1.6f));
            g.draw(line(curves.get(i), right, top));
        }
    }

    private static Path2D line(Curve curve, double right, double top) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < curve.x().length; i++) {
            int x = x(curve.x()[i], right);
            int y = y(curve.y()[i], top);
            if (i == 0) {
                path.moveTo(x, y);
            }
            path.lineTo(x, y);
        }
        return path;
    }

    private static int x(double value, double right) {
        return LEFT + (int) Math.round(value / right * (WIDTH - LEFT - RIGHT));
    }

    private static int y(double value, double top) {
        return HEIGHT - BOTTOM - (int) Math.round(value / top * (HEIGHT - TOP - BOTTOM));
    }

    private static double max(List<double[]> values, double least) {
        double max = least;
        for (double[] row : values) {
            for (double v : row) {
                max = Math.max(max, v);
            }
        }
        return max;
    }
}
