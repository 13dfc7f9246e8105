package io.github.osgnet4j.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The GNU C library that native code of Linux was linked with. */
final class NeededLibrary {

    /** In the table of strings of a library are the versions of the symbols that it takes from others. */
    private static final Pattern VERSION = Pattern.compile("GLIBC_2\\.(\\d+)");

    private static final int LONGEST = 16;

    private NeededLibrary() {}

    /** The n of the latest version 2.n that something in a jar needs; empty if nothing does. */
    static OptionalInt of(Path jar) throws IOException {
        int latest = -1;
        try (ZipFile file = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.getName().endsWith(".class")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        latest = Math.max(latest, latest(in));
                    }
                }
            }
        }
        return latest < 0 ? OptionalInt.empty() : OptionalInt.of(latest);
    }

    private static int latest(InputStream in) throws IOException {
        int latest = -1;
        String before = "";
        for (byte[] block = in.readNBytes(1 << 20); block.length > 0; block = in.readNBytes(1 << 20)) {
            String text = before + new String(block, StandardCharsets.ISO_8859_1);
            latest = Math.max(
                    latest,
                    VERSION.matcher(text)
                            .results()
                            .mapToInt(found -> Integer.parseInt(found.group(1)))
                            .max()
                            .orElse(-1));
            before = text.substring(Math.max(0, text.length() - LONGEST));
        }
        return latest;
    }
}
