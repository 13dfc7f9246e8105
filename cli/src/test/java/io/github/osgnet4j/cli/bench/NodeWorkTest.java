package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The work of a node against counting by hand: two operations for each multiplication and addition. */
class NodeWorkTest {

    private static List<long[]> shapes(String text) {
        return Arrays.stream(text.split(";"))
                .map(shape -> Arrays.stream(shape.strip().split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toList();
    }

    static Stream<Arguments> nodes() {
        return Stream.of(
                // 2 rows of 3 by 3 rows of 5: 30 products, each added.
                Arguments.of("MatMul", "2 3; 3 5", "2 5", 60),
                Arguments.of("MatMul", "2 3", "2 5", 60),
                Arguments.of("MatMul", "7 2 3; 3 5", "7 2 5", 420),
                Arguments.of("MatMul", "1 4 2 3; 7 4 3 5", "7 4 2 5", 1680),
                Arguments.of("MatMul", "3; 3 5", "5", 30),
                Arguments.of("MatMul", "2 3; 3", "2", 12),
                Arguments.of("Gemm", "2 3; 3 5; 5", "2 5", 60),
                Arguments.of("Gemm", "3 2; 3 5", "2 5", 60),
                Arguments.of("FusedMatMul", "1 3 2", "1 2 5", 60),
                Arguments.of("DynamicQuantizeMatMul", "1 2 3", "1 2 5", 60),
                Arguments.of("MatMulIntegerToFloat", "2 3; 3 5; 1; 5", "2 5", 60),
                // 4 filters of 3 channels and 3 taps at 10 steps: 360 products.
                Arguments.of("Conv", "1 3 10; 4 3 3; 4", "1 4 10", 720),
                // One filter of 3 taps for each of 4 channels at 5 steps: 60 products.
                Arguments.of("Conv", "1 4 10; 4 1 3", "1 4 5", 120),
                Arguments.of("FusedConv", "1 4 10; 4 2 3; 4", "1 4 10", 480),
                // 2 queries by 3 keys of 8 channels, then 2 by 3 weights by 8 channels: 96 products.
                Arguments.of("MultiHeadAttention", "1 2 8; 1 3 8; 1 3 8", "1 2 8", 192),
                Arguments.of("MultiHeadAttention", "1 2 8; 1 4 3 2; 1 4 3 2", "1 2 8", 192),
                Arguments.of("Add", "2 3; 2 3", "2 3", 0),
                Arguments.of("Softmax", "2 3", "2 3", 0),
                Arguments.of("Scan", "2 3; 10 3", "2 3; 10 3", 0));
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void aNodeIsCountedFromItsShapes(String operator, String inputs, String outputs, double flops) {
        assertEquals(
                flops, NodeWork.flops(operator, shapes(inputs), shapes(outputs)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConvTranspose", "GemmFloat8", "Einsum", "GroupQueryAttention"})
    void whatMayBeAProductButIsNotKnownIsNotCountedAsNothing(String operator) {
        assertTrue(NodeWork.flops(operator, shapes("2 3; 3 5"), shapes("2 5")).isEmpty());
    }

    @Test
    void aConvolutionWithoutItsFiltersIsNotGuessed() {
        assertTrue(NodeWork.flops("Conv", shapes("1 3 10"), shapes("1 4 10")).isEmpty());
    }
}
