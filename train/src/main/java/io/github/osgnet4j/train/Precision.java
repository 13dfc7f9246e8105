package io.github.osgnet4j.train;

import java.util.Locale;
import java.util.stream.Stream;

/** The numeric type of matrix products and convolutions over channels in a training pass. */
public enum Precision {
    /** float32. */
    FP32,
    /**
     * bfloat16: 8 bits of mantissa, the exponents of float32. Weights, sums, norms, softmax, scan, losses and the
     * optimizer's state stay float32.
     */
    BF16;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws TrainException if there is none of this word */
    static Precision of(String word) {
        return Stream.of(values())
                .filter(precision -> precision.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new TrainException("Expected the precision fp32 or bf16, found '" + word + "'"));
    }
}
