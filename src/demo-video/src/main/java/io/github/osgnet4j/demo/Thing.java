package io.github.osgnet4j.demo;

/** What a question tells apart: kind, colour and motion. */
record Thing(Kind kind, Hue hue, Motion motion) {

    /** Whether somebody can see that it does what it does. */
    boolean visible() {
        return motion != Motion.SPIN || !kind.isRound();
    }
}
