package io.github.osgnet4j.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A library or program of native code in a jar, and the system that it is for as its header says.
 *
 * @param jar the name of the jar
 * @param entry the name in the jar
 * @param system as {@code osgnet.platform} has it; with {@code other} where the header has a system or processor that we have not
 */
record NativeCode(String jar, String entry, String system) {

    private static final int HEADER = 4096;

    /** All that is in the jars of a folder. */
    static List<NativeCode> in(Path folder) throws IOException {
        List<NativeCode> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar))) {
                    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                        String name = entry.getName();
                        // Classes begin as programs for several processors of Apple do.
                        if (!name.endsWith(".class")) {
                            system(entries)
                                    .ifPresent(system -> found.add(
                                            new NativeCode(jar.getFileName().toString(), name, system)));
                        }
                    }
                }
            }
        }
        return found;
    }

    /** This machine, by the same names. */
    static String thisSystem() {
        String processor = System.getProperty("os.arch").replace("amd64", "x86_64");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.split(" ")[0].replace("mac", "macos") + "-" + processor;
    }

    /** Empty where this is no native code. */
    private static Optional<String> system(InputStream in) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < 64) {
            return Optional.empty();
        }
        return switch (header.getInt(0)) {
            case 0x464c457f -> Optional.of("linux-" + elfProcessor(header));
            case 0xfeedfacf -> Optional.of("macos-" + appleProcessor(header.getInt(4)));
            // Of 32 bits, and of several processors.
            case 0xfeedface, 0xbebafeca -> Optional.of("macos-other");
            // An archive of libraries, as AIX has them.
            case 0x72613c21, 0x6769623c -> Optional.of("other");
            default -> windows(header);
        };
    }

    private static String elfProcessor(ByteBuffer header) {
        int system = header.get(7);
        if (system != 0 && system != 3) {
            return "other";
        }
        return switch (header.getShort(18)) {
            case 0x3e -> "x86_64";
            case 0xb7 -> "aarch64";
            default -> "other";
        };
    }

    private static String appleProcessor(int processor) {
        return switch (processor) {
            case 0x0100000c -> "aarch64";
            case 0x01000007 -> "x86_64";
            default -> "other";
        };
    }

    private static Optional<String> windows(ByteBuffer header) {
        if (header.getShort(0) != 0x5a4d) {
            return Optional.empty();
        }
        int start = header.getInt(60);
        if (start < 0 || start > header.limit() - 6 || header.getInt(start) != 0x4550) {
            return Optional.empty();
        }
        return Optional.of(header.getShort(start + 4) == (short) 0x8664 ? "windows-x86_64" : "windows-other");
    }
}
