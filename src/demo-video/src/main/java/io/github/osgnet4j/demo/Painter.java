package io.github.osgnet4j.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Paints the frames of a story: things over a background that changes at cuts, and noise over everything. */
final class Painter {

    private static final int WIDTH = StoryWriter.WIDTH;
    private static final int HEIGHT = StoryWriter.HEIGHT;
    private static final double NOISE = 9;
    private static final int GRAINS = 1 << 17;

    private final Story story;
    private final Random random;
    private final List<BufferedImage> backgrounds = new ArrayList<>();
    private final BufferedImage frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    private final byte[] pixels = ((DataBufferByte) frame.getRaster().getDataBuffer()).getData();
    private final byte[] grains = new byte[GRAINS];

    Painter(Story story) {
        this.story = story;
        this.random = new Random(story.seed());
        for (int i = 0; i <= story.cuts().size(); i++) {
            backgrounds.add(background());
        }
        for (int i = 0; i < GRAINS; i++) {
            grains[i] = (byte) Math.max(-100, Math.min(100, Math.round(NOISE * random.nextGaussian())));
        }
    }

    private BufferedImage background() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setPaint(new GradientPaint(random.nextInt(WIDTH), 0, grey(), random.nextInt(WIDTH), HEIGHT, grey()));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = random.nextInt(4); i >= 0; i--) {
            g.setColor(grey());
            g.fillRect(random.nextInt(WIDTH), random.nextInt(HEIGHT), 8 + random.nextInt(50), 8 + random.nextInt(40));
        }
        g.dispose();
        return image;
    }

    /** Nearly grey, as rooms are. */
    private Color grey() {
        int level = 50 + random.nextInt(120);
        return new Color(level + random.nextInt(16), level + random.nextInt(16), level + random.nextInt(16));
    }

    /**
     * The frame at a time.
     *
     * @return bytes (height, width, blue-green-red), valid until the next call
     */
    byte[] paint(double time) {
        Graphics2D g = frame.createGraphics();
        g.drawImage(
                backgrounds.get(
                        (int) story.cuts().stream().filter(cut -> cut <= time).count()),
                0,
                0,
                null);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (Appearance a : story.appearances()) {
            if (a.shows(time)) {
                AffineTransform place = AffineTransform.getTranslateInstance(a.x(time), a.y(time));
                place.rotate(a.angle(time));
                place.scale(a.radius(), a.radius());
                Shape outline = place.createTransformedShape(a.thing().kind().outline());
                g.setColor(a.thing().hue().color());
                g.fill(outline);
            }
        }
        g.dispose();
        int offset = random.nextInt(GRAINS);
        for (int i = 0; i < pixels.length; i++) {
            int value = (pixels[i] & 0xff) + grains[(offset + i) & (GRAINS - 1)];
            pixels[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return pixels;
    }
}
