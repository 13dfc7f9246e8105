package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of other sizes are those that PyTorch's interpolate gives, which with antialiasing are Pillow's. */
class ResamplingTest {

    private static final int HEIGHT = 7;
    private static final int WIDTH = 9;
    private static final float PRECISION = 2e-3f;

    private static Frame frame() {
        byte[] rgb = new byte[HEIGHT * WIDTH * 3];
        for (int i = 0; i < rgb.length; i++) {
            int y = i / 3 / WIDTH;
            int x = i / 3 % WIDTH;
            rgb[i] = (byte) ((37 * y * y + 91 * x + 13 * x * y) % 256);
        }
        return new Frame(0, WIDTH, HEIGHT, rgb);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3|4|false|true|97.722 135.679 130.808 152.098 124.022 158.483 136.624 140.150 135.576 132.007 114.383 147.322",
                "3|4|false|false|86.958 87.208 98.125 183.708 158.250 194.750 199.250 171.750 115.542 102.958 143.708 184.458",
                "3|4|true|true|92.177 140.109 127.839 153.672 123.637 164.506 135.802 139.107 137.465 133.016 108.210 150.220",
                "3|4|true|false|83.377 63.742 70.191 201.794 173.997 205.168 209.832 187.878 93.416 91.627 165.246 215.841",
                "11|5|true|true|46.897 108.616 106.573 99.969 165.418 68.323 146.250 114.082 115.200 173.174",
                "11|5|false|false|36.400 149.000 108.000 67.000 179.600 55.582 178.818 148.455 94.818 171.509"
            })
    void aFrameIsResizedAsPyTorchDoes(int height, int width, boolean cubic, boolean antialias, String expected) {
        Resampling resampling = new Resampling(cubic, antialias);
        FrameSize size = new FrameSize(height, width);
        Picture found = resampling.apply(frame(), size);
        float[] first = new float[expected.split(" ").length];
        for (int i = 0; i < first.length; i++) {
            first[i] = Float.parseFloat(expected.split(" ")[i]);
        }
        assertArrayEquals(first, Arrays.copyOf(found.values(), first.length), PRECISION);
        assertArrayEquals(
                found.values(), resampling.apply(Picture.of(frame()), size).values(), PRECISION);
        int plane = height * width;
        assertArrayEquals(
                Arrays.copyOf(found.values(), plane),
                Arrays.copyOfRange(found.values(), 2 * plane, 3 * plane),
                "all colours are alike");
    }

    @Test
    void theShorterSideBecomesWhatIsAskedAndTheMiddleIsCut() {
        FrameStep resize = new FrameStep.Resize(new FrameSize(1, 1), 256, new Resampling(false, true));
        assertEquals(new FrameSize(256, 455), resize.size(new FrameSize(1080, 1920)));
        assertEquals(new FrameSize(341, 256), resize.size(new FrameSize(640, 480)));
        Picture picture = Picture.of(frame());
        Picture middle = new FrameStep.CenterCrop(new FrameSize(3, 3)).apply(picture);
        assertEquals(picture.values()[2 * WIDTH + 3], middle.values()[0]);
        Picture around = new FrameStep.CenterCrop(new FrameSize(9, 9)).apply(picture);
        assertEquals(0, around.values()[0]);
        assertEquals(picture.values()[0], around.values()[9]);
    }
}
