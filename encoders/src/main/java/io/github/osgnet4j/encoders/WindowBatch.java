package io.github.osgnet4j.encoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The pixels of a few windows, as a network takes them in one run. */
final class WindowBatch {

    private final PixelLayout layout;
    private final int frames;
    private final FrameSize size;
    private final int most;
    private final FloatBuffer values;
    private int windows;

    WindowBatch(PixelLayout layout, int frames, FrameSize size, int most) {
        this.layout = layout;
        this.frames = frames;
        this.size = size;
        this.most = most;
        this.values = ByteBuffer.allocateDirect(Math.multiplyExact(most * Float.BYTES, pixels(frames, size)))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Numbers of a window. */
    static int pixels(int frames, FrameSize size) {
        return Math.multiplyExact(frames * Frame.COLOURS, Math.multiplyExact(size.height(), size.width()));
    }

    /** Puts a frame into the window that is being filled. */
    void put(int frame, float[] pixels) {
        int plane = size.height() * size.width();
        int start = windows * pixels(frames, size);
        for (int c = 0; c < Frame.COLOURS; c++) {
            values.put(start + layout.plane(frame, c, frames) * plane, pixels, c * plane, plane);
        }
    }

    /** The window is filled. */
    void endWindow() {
        windows++;
    }

    boolean isFull() {
        return windows == most;
    }

    int windows() {
        return windows;
    }

    FloatBuffer values() {
        return values.slice(0, windows * pixels(frames, size));
    }

    long[] shape() {
        return layout.shape(windows, frames, size.height(), size.width());
    }

    void clear() {
        windows = 0;
    }
}
