package io.github.osgnet4j.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {

    @ParameterizedTest
    @CsvSource({
        "amd64, avx2, false",
        "amd64, avx2 avx512f avx512bw, false",
        "amd64, avx2 avx512bw avx512_vnni, true",
        "amd64, avx2 avx_vnni, true",
        "amd64, avx2 avx512bw avx_vnni, false",
        "amd64, avx2 avx512bw amx_int8, false",
        "x86_64, avx_vnni, true",
        "aarch64, asimd, true",
    })
    void bytesAreMultipliedExactlyWithVnniAndOnAllButX86(String architecture, String flags, boolean exact) {
        Processor processor = new Processor(architecture, Optional.of(Set.of(flags.split(" "))));
        assertEquals(exact, processor.multipliesBytesExactly());
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, avx2 avx512f, false",
        "amd64, avx512f avx512_bf16, true",
        "x86_64, avx512f amx_bf16, true",
        "aarch64, asimd, ",
    })
    void bfloat16IsMultipliedWithAmxOrAvx512AndNobodyKnowsOfOthers(
            String architecture, String flags, Boolean multiplies) {
        Processor processor = new Processor(architecture, Optional.of(Set.of(flags.split(" "))));
        assertEquals(Optional.ofNullable(multiplies), processor.multipliesBfloat16());
        assertEquals(Optional.empty(), new Processor(architecture, Optional.empty()).multipliesBfloat16());
    }

    @Test
    void whatTheSystemDoesNotTellIsNotTakenForGranted() {
        assertEquals(false, new Processor("amd64", Optional.empty()).multipliesBytesExactly());
        assertEquals(true, new Processor("aarch64", Optional.empty()).multipliesBytesExactly());
    }

    @Test
    void flagsAreThoseOfTheFirstProcessorThatLinuxLists(@TempDir Path folder) throws IOException {
        Path cpuinfo = Files.writeString(
                folder.resolve("cpuinfo"),
                "processor\t: 0\nmodel name\t: Some\nflags\t\t: fpu avx2 avx_vnni\nvmx flags\t: ept\n\nflags\t\t: fpu\n");
        assertEquals(
                Optional.of("fpu avx2 avx_vnni"), Processor.flagsOf(cpuinfo).map(String::strip));
        assertEquals(Optional.empty(), Processor.flagsOf(folder.resolve("none")));
        assertEquals(
                Optional.empty(), Processor.flagsOf(Files.writeString(folder.resolve("arm"), "Features : asimd\n")));
    }

    @Test
    void aPropertyNamesTheFlagsInstead() {
        System.setProperty(Processor.FLAGS, " avx2  sse4_1 ");
        try {
            assertEquals(
                    Optional.of(Set.of("avx2", "sse4_1")), Processor.ofMachine().flags());
        } finally {
            System.clearProperty(Processor.FLAGS);
        }
    }
}
