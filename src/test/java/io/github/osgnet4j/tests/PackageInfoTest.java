package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PackageInfoTest {

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<Path> code = Sources.mainCode();
        assertFalse(code.isEmpty());
        Set<Path> packages = code.stream()
                .filter(file -> !file.endsWith("module-info.java"))
                .map(Path::getParent)
                .collect(Collectors.toSet());

        List<Path> silent = packages.stream()
                .filter(folder -> !code.contains(folder.resolve("package-info.java")))
                .sorted()
                .toList();

        assertEquals(List.of(), silent, "packages without package-info.java");
    }
}
