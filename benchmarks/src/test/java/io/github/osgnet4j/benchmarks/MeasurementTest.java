package io.github.osgnet4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {

    @ParameterizedTest
    @CsvSource({
        "WORK, 1, 2",
        "START_UP, 0, 1",
        "TRAIN_STEP, 1, 5",
        "PRECISION, 1, 3",
        "OFFICIAL, 1, 5",
        "SCAN, 1, 2",
        "HTTP, 0, 2",
        "SPLIT, 5, 5"
    })
    void itTakesTheWordsOfItsUsage(Measurement measurement, int fewest, int most) {
        int[] taken = IntStream.range(0, 8).filter(measurement::takes).toArray();
        assertEquals(fewest, taken[0]);
        assertEquals(most, taken[taken.length - 1]);
        assertEquals(most - fewest + 1, taken.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WORK | x | expected a whole number, found 'x'",
                "TRAIN_STEP | 900 2 3 fp33 | expected some of [fp32, fp32_checkpointed, bf16, bf16_checkpointed], found 'fp33'",
                "SPLIT | folder one 1 1 | expected a whole number, found 'one'"
            })
    void whatIsNoNumberAndNoWayIsNamed(Measurement measurement, String words, String expected) {
        List<String> all = Stream.concat(
                        Stream.of(Benchmarks.root().resolve("configs/demo.yaml").toString()),
                        Arrays.stream(words.split(" ")))
                .toList();
        String message = assertThrows(
                        Measurement.UsageException.class, () -> measurement.measure(new Measurement.Words(all)))
                .getMessage();
        assertEquals(expected, message);
    }
}
