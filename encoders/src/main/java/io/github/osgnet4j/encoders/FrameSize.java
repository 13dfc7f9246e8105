package io.github.osgnet4j.encoders;

/** Rows and columns of pixels. */
record FrameSize(int height, int width) {

    @Override
    public String toString() {
        return height + " x " + width;
    }
}
