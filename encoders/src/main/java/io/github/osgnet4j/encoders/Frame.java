package io.github.osgnet4j.encoders;

/**
 * A picture of a video.
 *
 * @param seconds when it is shown, by its timestamp, from the start of the file
 * @param width in pixels
 * @param height in pixels
 * @param rgb height x width x 3 bytes, row by row; not copied
 */
public record Frame(double seconds, int width, int height, byte[] rgb) {

    /** Bytes of a pixel. */
    static final int COLOURS = 3;

    /** The value of a colour, 0 to 255. */
    int value(int y, int x, int colour) {
        return rgb[(y * width + x) * COLOURS + colour] & 0xff;
    }
}
