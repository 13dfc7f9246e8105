package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OptimizerConfig;

/**
 * The learning rate of each step ({@code make_scheduler} and {@code lr_schedulers.py}): linear from 0 over the warm-up,
 * then cosine to 1e-8, constant, or falling at milestones. In closed form, so that a resumed run needs no state.
 */
final class LearningRate {

    private static final double LOWEST = 1e-8;

    private final OptimizerConfig config;
    private final double base;
    private final long warmupSteps;
    private final long totalSteps;
    private final long stepsPerEpoch;

    /**
     * @param base the rate after the warm-up
     * @param stepsPerEpoch optimizer steps an epoch
     */
    LearningRate(OptimizerConfig config, double base, long stepsPerEpoch) {
        this.config = config;
        this.base = base;
        this.stepsPerEpoch = stepsPerEpoch;
        long warmup = config.warmup() ? config.warmupEpochs() : 0;
        this.warmupSteps = warmup * stepsPerEpoch;
        this.totalSteps = (config.epochs() + warmup) * stepsPerEpoch;
    }

    /** The rate of step {@code step}, counted from 0. */
    double at(long step) {
        if (step < warmupSteps) {
            return step == 0 ? 0 : step * base / (warmupSteps - 1);
        }
        long since = step - warmupSteps;
        return switch (config.schedule()) {
            case CONSTANT -> base;
            case MULTISTEP -> base * Math.pow(config.scheduleGamma(), passed(since));
            case COSINE -> {
                double lowest = config.warmup() ? LOWEST : 0;
                double course = since / (double) Math.max(1, totalSteps - warmupSteps);
                yield lowest + 0.5 * (base - lowest) * (1 + Math.cos(Math.PI * Math.min(1, course)));
            }
        };
    }

    private long passed(long since) {
        return config.scheduleSteps().stream()
                .filter(epoch -> epoch * stepsPerEpoch <= since)
                .count();
    }
}
