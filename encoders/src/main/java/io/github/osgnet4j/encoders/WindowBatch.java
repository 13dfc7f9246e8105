package io.github.osgnet4j.encoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;

/** The pixels of a few windows for one run of a network. */
final class WindowBatch {

    /** Beyond it, no network takes a window. */
    private static final long MOST_BYTES = 1L << 30;

    private static final double GIBI = 1L << 30;

    private final PixelLayout layout;
    private final int frames;
    private final FrameSize size;
    private final int most;
    private final FloatBuffer values;
    private int windows;

    /**
     * An empty batch.
     *
     * @param most windows in it, as many as fit into {@link #MOST_BYTES}
     * @throws EncoderException if a window is larger than that
     */
    WindowBatch(PixelLayout layout, int frames, FrameSize size, int most) {
        this.layout = layout;
        this.frames = frames;
        this.size = size;
        this.most = most;
        this.values = ByteBuffer.allocateDirect(Math.toIntExact(most * bytes(frames, size)))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /**
     * Bytes of a window.
     *
     * @throws EncoderException if they are more than {@link #MOST_BYTES}
     */
    static long bytes(int frames, FrameSize size) {
        double bytes = (double) Float.BYTES * Frame.COLOURS * frames * size.height() * size.width();
        if (bytes > MOST_BYTES) {
            throw new EncoderException(String.format(
                    Locale.ROOT,
                    "a window of %d frames of %d x %d pixels takes %.1f GiB, at most %.1f are taken; give frames or"
                            + " transform in %s smaller numbers",
                    frames,
                    size.width(),
                    size.height(),
                    bytes / GIBI,
                    MOST_BYTES / GIBI,
                    EncoderSettings.FILE));
        }
        return (long) bytes;
    }

    /** Numbers of a window. */
    private static int pixels(int frames, FrameSize size) {
        return (int) (bytes(frames, size) / Float.BYTES);
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
