package io.github.osgnet4j.train;

import io.github.osgnet4j.natives.Processor;
import java.util.Optional;

/** Whether a processor has native bfloat16 multiplication. */
final class Bfloat16Support {

    private Bfloat16Support() {}

    /** What is to be said to who trains in bfloat16 on a processor, if anything. */
    static Optional<String> complaint(Processor processor) {
        Optional<Boolean> multiplies = processor.multipliesBfloat16();
        if (multiplies.isEmpty()) {
            return Optional.of("The system does not say whether this processor multiplies bfloat16; where it does not,"
                    + " steps with --precision bf16 take longer than with fp32");
        }
        return multiplies.get()
                ? Optional.empty()
                : Optional.of("This processor has neither " + String.join(" nor ", Processor.BFLOAT16)
                        + ": steps with --precision bf16 take longer than with fp32");
    }
}
