package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.config.OptimizerConfig;
import io.github.osgnet4j.data.config.OptimizerConfig.Schedule;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    private static LearningRate rate(boolean warmup, Schedule schedule) {
        OptimizerConfig config = new OptimizerConfig(
                OptimizerConfig.Type.ADAMW,
                0.9,
                0.05,
                1,
                1,
                8,
                warmup,
                2,
                schedule,
                List.of(2, 4),
                0.1,
                OptionalInt.empty());
        return new LearningRate(config, 1, 10);
    }

    @Test
    void theWarmUpRisesFromZeroToTheBaseInOneStepLessThanItLasts() {
        for (Schedule schedule : Schedule.values()) {
            LearningRate rate = rate(true, schedule);
            assertEquals(0, rate.at(0));
            assertEquals(1.0 / 19, rate.at(1), 1e-12);
            assertEquals(1, rate.at(19), 1e-12);
            assertEquals(1, rate.at(20), 1e-12);
        }
    }

    @Test
    void theCosineEndsAtTheLowestRate() {
        LearningRate rate = rate(true, Schedule.COSINE);
        assertEquals(0.5, rate.at(60), 1e-7);
        assertEquals(1e-8, rate.at(100), 1e-12);
        assertEquals(1, rate(false, Schedule.COSINE).at(0), 1e-12);
        assertEquals(0.5, rate(false, Schedule.COSINE).at(40), 1e-12);
    }

    @Test
    void constantStaysAndMultistepFallsAtItsEpochs() {
        assertEquals(1, rate(true, Schedule.CONSTANT).at(99));
        LearningRate steps = rate(true, Schedule.MULTISTEP);
        assertEquals(1, steps.at(39), 1e-12);
        assertEquals(0.1, steps.at(40), 1e-12);
        assertEquals(0.01, steps.at(60), 1e-12);
    }
}
