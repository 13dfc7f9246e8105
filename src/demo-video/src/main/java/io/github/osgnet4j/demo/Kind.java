package io.github.osgnet4j.demo;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** What a thing is: its outline, and what people call it. */
enum Kind {
    CIRCLE(true, "circle", "disc"),
    RING(true, "ring"),
    SQUARE(false, "square"),
    TRIANGLE(false, "triangle"),
    BAR(false, "bar", "stick"),
    CROSS(false, "cross", "plus sign");

    private final boolean round;
    private final List<String> names;

    Kind(boolean round, String... names) {
        this.round = round;
        this.names = List.of(names);
    }

    /** Whether nobody can see it turn. */
    boolean isRound() {
        return round;
    }

    List<String> names() {
        return names;
    }

    /** The outline around (0, 0) in a circle of radius 1. */
    Shape outline() {
        return switch (this) {
            case CIRCLE -> new Ellipse2D.Double(-0.8, -0.8, 1.6, 1.6);
            case RING -> {
                Area ring = new Area(new Ellipse2D.Double(-1, -1, 2, 2));
                ring.subtract(new Area(new Ellipse2D.Double(-0.6, -0.6, 1.2, 1.2)));
                yield ring;
            }
            case SQUARE -> new Rectangle2D.Double(-0.85, -0.85, 1.7, 1.7);
            case TRIANGLE -> triangle();
            case BAR -> new Rectangle2D.Double(-1, -0.25, 2, 0.5);
            case CROSS -> {
                Area cross = new Area(new Rectangle2D.Double(-1, -0.28, 2, 0.56));
                cross.add(new Area(new Rectangle2D.Double(-0.28, -1, 0.56, 2)));
                yield cross;
            }
        };
    }

    private static Path2D triangle() {
        Path2D path = new Path2D.Double();
        path.moveTo(0, -1);
        path.lineTo(Math.sqrt(0.75), 0.5);
        path.lineTo(-Math.sqrt(0.75), 0.5);
        path.closePath();
        return path;
    }
}
