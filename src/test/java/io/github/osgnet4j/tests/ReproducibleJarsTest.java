package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The jars of this build say nothing of when and by whom they were built; {@code scripts/reproducible} builds them twice. */
class ReproducibleJarsTest {

    private static final Pattern TIME =
            Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");

    private static LocalDateTime time() throws IOException {
        Matcher found = TIME.matcher(Files.readString(Sources.ROOT.resolve("pom.xml")));
        assertTrue(found.find(), "a time for all that is built");
        return even(OffsetDateTime.parse(found.group(1)).toLocalDateTime());
    }

    /** As a zip file has it: in steps of two seconds. */
    private static LocalDateTime even(LocalDateTime time) {
        return time.withSecond(time.getSecond() / 2 * 2).withNano(0);
    }

    @TestFactory
    Stream<DynamicTest> everyEntryHasTheTimeOfTheProject() throws IOException {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches("osgnet.*\\.jar"))
                .toList();
        assumeFalse(jars.isEmpty(), "the modules are not packaged");
        LocalDateTime time = time();
        return jars.stream().map(jar -> dynamicTest(jar.getFileName().toString(), () -> check(jar, time)));
    }

    private static void check(Path jar, LocalDateTime time) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> others = file.stream()
                    .filter(entry -> !even(entry.getTimeLocal()).equals(time))
                    .map(entry -> entry.getName() + " of " + entry.getTimeLocal())
                    .toList();
            assertEquals(List.of(), others, "entries of another time than " + time);
            Attributes manifest = file.getManifest().getMainAttributes();
            for (String machine : List.of("Built-By", "Build-Jdk", "Build-Time", "Bnd-LastModified")) {
                assertEquals(null, manifest.getValue(machine), machine + " says where it was built");
            }
        }
    }
}
