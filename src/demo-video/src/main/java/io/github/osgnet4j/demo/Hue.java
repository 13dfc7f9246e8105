package io.github.osgnet4j.demo;

import java.awt.Color;
import java.util.List;
import java.util.Locale;

/** The colour of a thing. */
enum Hue {
    RED(215, 40, 40),
    GREEN(50, 190, 60),
    BLUE(50, 70, 220),
    YELLOW(225, 205, 45),
    PURPLE(190, 50, 200),
    TURQUOISE(50, 200, 205);

    private final Color color;

    Hue(int red, int green, int blue) {
        this.color = new Color(red, green, blue);
    }

    Color color() {
        return color;
    }

    List<String> names() {
        return List.of(name().toLowerCase(Locale.ROOT));
    }
}
