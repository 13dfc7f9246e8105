package io.github.osgnet4j.cli.ask;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture of 8-bit colours that is painted and written as PNG, without anything of the desktop. */
final class Picture {

    private static final int COLOURS = 3;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final int width;
    private final int height;
    private final byte[] rgb;

    /** One colour all over, as 0xRRGGBB. */
    Picture(int width, int height, int colour) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), COLOURS)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                set(x, y, colour);
            }
        }
    }

    private void set(int x, int y, int colour) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
            int at = (y * width + x) * COLOURS;
            rgb[at] = (byte) (colour >> 16);
            rgb[at + 1] = (byte) (colour >> 8);
            rgb[at + 2] = (byte) colour;
        }
    }

    /** Puts pixels of another picture, rows of red, green and blue, at a place where they fit. */
    void put(int left, int top, int columns, byte[] pixels) {
        for (int y = 0; y < pixels.length / COLOURS / columns; y++) {
            System.arraycopy(
                    pixels, y * columns * COLOURS, rgb, ((top + y) * width + left) * COLOURS, columns * COLOURS);
        }
    }

    /** Writes a line of text; what finds no room up to the right is cut, and dots say so. */
    void text(int left, int top, int scale, int colour, int right, String text) {
        byte[][] letters = PixelFont.rows(text);
        int room = Math.max(3, (right - left) / (PixelFont.ADVANCE * scale));
        if (letters.length > room) {
            letters = Arrays.copyOf(letters, room);
            byte[] dot = PixelFont.rows(".")[0];
            Arrays.fill(letters, room - 3, room, dot);
        }
        for (int i = 0; i < letters.length; i++) {
            for (int y = 0; y < letters[i].length * scale; y++) {
                for (int x = 0; x < PixelFont.WIDTH * scale; x++) {
                    if ((letters[i][y / scale] >> (PixelFont.WIDTH - 1 - x / scale) & 1) != 0) {
                        set(left + i * PixelFont.ADVANCE * scale + x, top + y, colour);
                    }
                }
            }
        }
    }

    /** The picture as PNG. */
    void write(OutputStream out) throws IOException {
        out.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(header);
        data.writeInt(width);
        data.writeInt(height);
        // 8 bits, colours, and the only methods there are.
        data.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(pixels)) {
            for (int y = 0; y < height; y++) {
                // Each row says that it is as it is.
                deflated.write(0);
                deflated.write(rgb, y * width * COLOURS, width * COLOURS);
            }
        }
        chunk(out, "IDAT", pixels.toByteArray());
        chunk(out, "IEND", new byte[0]);
    }

    private static void chunk(OutputStream out, String type, byte[] content) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        data.writeInt(content.length);
        data.write(name);
        data.write(content);
        data.writeInt((int) crc.getValue());
    }
}
