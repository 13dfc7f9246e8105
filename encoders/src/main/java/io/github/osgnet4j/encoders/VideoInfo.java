package io.github.osgnet4j.encoders;

/**
 * The properties of a video file.
 *
 * @param duration seconds of the video stream, from the start of the file
 * @param certain whether that is the stream's own duration, instead of that of a file with other streams
 * @param width of a frame as it is shown, after its rotation
 * @param height of a frame as it is shown, after its rotation
 * @param rotation degrees by which stored frames are turned to be shown: 0, 90, 180 or 270, anticlockwise
 * @param frameRate average frames a second; 0 if unknown
 * @param codec such as {@code h264}
 * @param audio whether there is sound as well
 */
public record VideoInfo(
        double duration,
        boolean certain,
        int width,
        int height,
        int rotation,
        double frameRate,
        String codec,
        boolean audio) {}
