package io.github.osgnet4j.encoders;

/**
 * A frame as numbers from 0 to 255.
 *
 * @param values 3 x height x width
 */
record Picture(FrameSize size, float[] values) {

    static Picture of(Frame frame) {
        int plane = frame.height() * frame.width();
        float[] values = new float[plane * Frame.COLOURS];
        byte[] rgb = frame.rgb();
        for (int i = 0, from = 0; i < plane; i++) {
            for (int c = 0; c < Frame.COLOURS; c++) {
                values[c * plane + i] = rgb[from++] & 0xff;
            }
        }
        return new Picture(new FrameSize(frame.height(), frame.width()), values);
    }
}
