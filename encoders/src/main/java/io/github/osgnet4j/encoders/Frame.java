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

    /** The middle of the picture, of at most so many pixels a side. */
    Frame middle(int side) {
        int rows = Math.min(height, side);
        int columns = Math.min(width, side);
        if (rows == height && columns == width) {
            return this;
        }
        byte[] part = new byte[rows * columns * COLOURS];
        int from = ((height - rows) / 2 * width + (width - columns) / 2) * COLOURS;
        for (int y = 0; y < rows; y++) {
            System.arraycopy(rgb, from + y * width * COLOURS, part, y * columns * COLOURS, columns * COLOURS);
        }
        return new Frame(seconds, columns, rows, part);
    }
}
