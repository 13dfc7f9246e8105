package io.github.osgnet4j.encoders;

import java.util.Arrays;

/** The order of dimensions in which a network takes the pixels of windows: B windows, T frames, C colours, H rows, W columns. */
enum PixelLayout {
    /** Frame by frame, in each the colours. */
    BTCHW,
    /** Colour by colour, in each the frames. */
    BCTHW,
    /** One frame. */
    BCHW;

    /** The one that {@code layout} names. */
    static PixelLayout of(JsonObject json, int frames) {
        PixelLayout layout = json.text("layout")
                .map(name -> Arrays.stream(values())
                        .filter(l -> l.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> json.wrong("layout", Arrays.toString(values()))))
                .orElse(frames == 1 ? BCHW : BTCHW);
        if (layout == BCHW && frames != 1) {
            throw json.wrong("layout", "BTCHW or BCTHW for " + frames + " frames");
        }
        return layout;
    }

    /** The shape of the pixels of windows. */
    long[] shape(int windows, int frames, int height, int width) {
        return switch (this) {
            case BTCHW -> new long[] {windows, frames, Frame.COLOURS, height, width};
            case BCTHW -> new long[] {windows, Frame.COLOURS, frames, height, width};
            case BCHW -> new long[] {windows, Frame.COLOURS, height, width};
        };
    }

    /** Where the pixels of a colour of a frame start, in those of its window, counted in planes of height x width. */
    int plane(int frame, int colour, int frames) {
        return this == BCTHW ? colour * frames + frame : frame * Frame.COLOURS + colour;
    }
}
