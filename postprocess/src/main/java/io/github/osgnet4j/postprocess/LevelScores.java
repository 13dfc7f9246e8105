package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

/**
 * The outputs of the heads for one level of the pyramid and one query. The arrays are not copied, so do not change them
 * afterwards. Arrays are compared by reference in equals.
 *
 * @param stride feature steps between two positions of the level
 * @param valid number of unmasked positions, always a prefix of the level
 * @param classes number of classes
 * @param logits class logits, row-major (T_i, classes), padding included
 * @param offsets distances to the left and right end in strides, row-major (T_i, 2), not negative
 */
public record LevelScores(int stride, int valid, int classes, float[] logits, float[] offsets) {

    /**
     * Checks that the sizes fit together.
     *
     * @throws PostprocessException if they do not
     */
    public LevelScores {
        require(stride > 0, "stride", stride, "1 or more");
        require(classes > 0, "classes", classes, "1 or more");
        require(
                logits.length > 0 && logits.length % classes == 0,
                "length of logits",
                logits.length,
                "a positive multiple of classes = " + classes);
        int positions = logits.length / classes;
        require(
                offsets.length == 2 * positions,
                "length of offsets",
                offsets.length,
                "2 x " + positions + " positions");
        require(valid >= 0 && valid <= positions, "valid", valid, "0 to " + positions + " positions");
    }

    /** Positions of the level, padding included: T_i. */
    public int positions() {
        return logits.length / classes;
    }
}
