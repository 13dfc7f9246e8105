package io.github.osgnet4j.cli.ask;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Letters of 5 x 7 pixels, some with two more below, since small machines have no fonts. Accents are left out, what is no Latin letter is a box. */
final class PixelFont {

    /** Pixels of a letter with the gap behind it. */
    static final int ADVANCE = 6;
    /** Pixels of a line without a gap below. */
    static final int HEIGHT = 7;

    static final int WIDTH = 5;

    /** Rows of each letter from the top, of some also those below the line, five bits each, the left one the highest. */
    private static final Map<Integer, byte[]> LETTERS = letters(
            " 00000000000000", "!04040404000004", "\"0A0A0A00000000", "#0A0A1F0A1F0A0A", "%18190204081303", "&0C12140815120D",
            "'0C040800000000", "(02040808080402", ")08040202020408", "*00150E1F0E1500", "+0004041F040400", ",00000000000C0C0408",
            "-0000001F000000", ".00000000000C0C", "/00010204081000", ":000C0C000C0C00", ";000C0C00000C0C0408", "=00001F001F0000",
            "?0E110102040004", "_0000000000001F", "00E11131519110E", "1040C040404040E", "20E11010204081F", "31F02040201110E",
            "402060A121F0202", "51F101E0101110E", "60608101E11110E", "71F010204080808", "80E11110E11110E", "90E11110F01020C",
            "A0E11111F111111", "B1E11111E11111E", "C0E11101010110E", "D1C12111111121C", "E1F10101E10101F", "F1F10101E101010",
            "G0E11101711110F", "H1111111F111111", "I0E04040404040E", "J0702020202120C", "K11121418141211", "L1010101010101F",
            "M111B1515111111", "N11111915131111", "O0E11111111110E", "P1E11111E101010", "Q0E11111115120D", "R1E11111E141211",
            "S0F10100E01011E", "T1F040404040404", "U1111111111110E", "V11111111110A04", "W1111111515150A", "X11110A040A1111",
            "Y1111110A040404", "Z1F01020408101F", "a00000E010F110F", "b1010161911111E", "c00000E1010110E", "d01010D1311110F",
            "e00000E111F100E", "f0609081C080808", "g00000F1111110F010E", "h10101619111111", "i04000C0404040E", "j02000602020202120C",
            "k10101214181412", "l0C04040404040E", "m00001A15151111", "n00001619111111", "o00000E1111110E", "p00001E1111111E1010",
            "q00000F1111110F0101", "r00001619101010", "s00000E100E011E", "t08081C08080906", "u0000111111130D", "v00001111110A04",
            "w0000111115150A", "x0000110A040A11", "y0000111111110F010E", "z00001F0204081F");

    private static final byte[] BOX = HexFormat.of().parseHex("1F11111111111F");

    private PixelFont() {}

    private static Map<Integer, byte[]> letters(String... lines) {
        Map<Integer, byte[]> letters = new HashMap<>();
        for (String line : lines) {
            letters.put((int) line.charAt(0), HexFormat.of().parseHex(line.substring(1)));
        }
        return letters;
    }

    /** The letters of a text, each as its rows. */
    static byte[][] rows(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("\\s", " ")
                .codePoints()
                .mapToObj(c -> LETTERS.getOrDefault(c, BOX))
                .toArray(byte[][]::new);
    }
}
