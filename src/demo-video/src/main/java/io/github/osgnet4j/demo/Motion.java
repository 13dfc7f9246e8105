package io.github.osgnet4j.demo;

import java.util.List;

/** What a thing does while it is there, and how people say it. */
enum Motion {
    LEFT(-1, 0, verb("move", "moved", "moving", " to the left"), verb("drift", "drifted", "drifting", " left")),
    RIGHT(1, 0, verb("move", "moved", "moving", " to the right"), verb("drift", "drifted", "drifting", " right")),
    UP(0, -1, verb("rise", "rose", "rising", ""), verb("go", "went", "going", " up")),
    DOWN(0, 1, verb("fall", "fell", "falling", ""), verb("come", "came", "coming", " down")),
    SPIN(0, 0, verb("spin", "spun", "spinning", ""), verb("rotate", "rotated", "rotating", "")),
    BLINK(0, 0, verb("blink", "blinked", "blinking", ""), verb("flash", "flashed", "flashing", " on and off"));

    private final int dx;
    private final int dy;
    private final List<Verb> verbs;

    /** A verb in the forms that questions need, and what follows it. */
    record Verb(String base, String past, String continuous) {}

    Motion(int dx, int dy, Verb... verbs) {
        this.dx = dx;
        this.dy = dy;
        this.verbs = List.of(verbs);
    }

    private static Verb verb(String base, String past, String continuous, String rest) {
        return new Verb(base + rest, past + rest, continuous + rest);
    }

    /** Direction in the image: -1 left, 1 right. */
    int dx() {
        return dx;
    }

    /** Direction in the image: -1 up, 1 down. */
    int dy() {
        return dy;
    }

    List<Verb> verbs() {
        return verbs;
    }
}
