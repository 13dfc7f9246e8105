package io.github.osgnet4j.encoders;

/**
 * Resizes pictures as Pillow and PyTorch do: the triangle for bilinear, Keys' cubic for bicubic (a = -0.5 with
 * antialiasing as in Pillow, -0.75 without as in PyTorch), pixel centres at halves. Unlike in Pillow, values are not
 * rounded to integers.
 *
 * @param cubic bicubic and not bilinear
 * @param antialias whether the filter is as much wider as the picture becomes smaller
 */
record Resampling(boolean cubic, boolean antialias) {

    private static final double PILLOW = -0.5;
    private static final double PYTORCH = -0.75;

    /** A frame in another size, without a copy of it as numbers. */
    Picture apply(Frame from, FrameSize to) {
        Weights columns = weights(from.width(), to.width());
        float[] narrow = new float[Frame.COLOURS * from.height() * to.width()];
        for (int y = 0; y < from.height(); y++) {
            columns.alongRow(from, y, narrow, to.width());
        }
        return apply(narrow, from.height(), to);
    }

    /** The picture in another size. */
    Picture apply(Picture from, FrameSize to) {
        if (from.size().equals(to)) {
            return from;
        }
        int height = from.size().height();
        int width = from.size().width();
        Weights columns = weights(width, to.width());
        float[] narrow = new float[Frame.COLOURS * height * to.width()];
        for (int line = 0; line < Frame.COLOURS * height; line++) {
            columns.alongRow(from.values(), line * width, narrow, line * to.width());
        }
        return apply(narrow, height, to);
    }

    /** The rows of a picture that has its columns. */
    private Picture apply(float[] narrow, int height, FrameSize to) {
        Weights rows = weights(height, to.height());
        float[] result = new float[Frame.COLOURS * to.height() * to.width()];
        for (int c = 0; c < Frame.COLOURS; c++) {
            rows.alongColumns(narrow, c * height, result, c * to.height(), to.width());
        }
        return new Picture(to, cubic ? clamp(result) : result);
    }

    private static float[] clamp(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, Math.min(255, values[i]));
        }
        return values;
    }

    /** The weights of the pixels of a line for each of the fewer or more pixels of the new one. */
    private Weights weights(int from, int to) {
        double scale = (double) from / to;
        double stretch = antialias ? Math.max(1, scale) : 1;
        double reach = (cubic ? 2 : 1) * stretch;
        int[] first = new int[to];
        float[][] weights = new float[to][];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int low = (int) Math.floor(centre - reach + 0.5);
            int high = (int) Math.floor(centre + reach + 0.5);
            first[i] = Math.max(0, low);
            int end = Math.min(from, high);
            double[] values = new double[Math.max(1, end - first[i])];
            double sum = 0;
            for (int pixel = low; pixel < high; pixel++) {
                double weight = filter((pixel + 0.5 - centre) / stretch);
                if (antialias && (pixel < 0 || pixel >= from)) {
                    continue;
                }
                // Without antialiasing, what lies beyond the edge is the pixel at the edge.
                int at = Math.max(first[i], Math.min(end - 1, pixel)) - first[i];
                values[at] += weight;
                sum += weight;
            }
            weights[i] = new float[values.length];
            for (int k = 0; k < values.length; k++) {
                weights[i][k] = (float) (values[k] / sum);
            }
        }
        return new Weights(first, weights);
    }

    private double filter(double distance) {
        double x = Math.abs(distance);
        if (!cubic) {
            return Math.max(0, 1 - x);
        }
        double a = antialias ? PILLOW : PYTORCH;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private record Weights(int[] first, float[][] weights) {

        void alongRow(float[] from, int start, float[] to, int target) {
            for (int i = 0; i < first.length; i++) {
                float[] w = weights[i];
                int at = start + first[i];
                float sum = 0;
                for (int k = 0; k < w.length; k++) {
                    sum += w[k] * from[at + k];
                }
                to[target + i] = sum;
            }
        }

        /** A row of a frame, whose colours lie side by side, into the rows of three planes. */
        void alongRow(Frame from, int row, float[] to, int width) {
            byte[] rgb = from.rgb();
            int plane = from.height() * width;
            int start = row * from.width() * Frame.COLOURS;
            for (int i = 0; i < first.length; i++) {
                int at = start + first[i] * Frame.COLOURS;
                float red = 0;
                float green = 0;
                float blue = 0;
                for (float w : weights[i]) {
                    red += w * (rgb[at] & 0xff);
                    green += w * (rgb[at + 1] & 0xff);
                    blue += w * (rgb[at + 2] & 0xff);
                    at += Frame.COLOURS;
                }
                int target = row * width + i;
                to[target] = red;
                to[plane + target] = green;
                to[2 * plane + target] = blue;
            }
        }

        void alongColumns(float[] from, int firstLine, float[] to, int firstTarget, int width) {
            for (int i = 0; i < first.length; i++) {
                int target = (firstTarget + i) * width;
                for (int k = 0; k < weights[i].length; k++) {
                    float w = weights[i][k];
                    int line = (firstLine + first[i] + k) * width;
                    for (int x = 0; x < width; x++) {
                        to[target + x] += w * from[line + x];
                    }
                }
            }
        }
    }
}
