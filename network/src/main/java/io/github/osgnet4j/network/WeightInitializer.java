package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Parameter.Constant;
import io.github.osgnet4j.network.Parameter.InverseSoftplusStep;
import io.github.osgnet4j.network.Parameter.LogOneToN;
import io.github.osgnet4j.network.Parameter.StandardNormal;
import io.github.osgnet4j.network.Parameter.Uniform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** First values of a network's parameters, drawn as the official code draws them; the same seed gives the same values. */
public final class WeightInitializer {

    private static final double SMALLEST_STEP = 1e-3;
    private static final double LARGEST_STEP = 1e-1;

    private final RandomGenerator random;

    private WeightInitializer(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Every parameter of the spec by name, in the order of {@link Parameters#of}. */
    public static Map<String, NamedTensor> initialize(NetworkSpec spec, long seed) {
        WeightInitializer initializer = new WeightInitializer(seed);
        Map<String, NamedTensor> weights = new LinkedHashMap<>();
        for (Parameter p : Parameters.of(spec)) {
            weights.put(p.name(), initializer.draw(p));
        }
        return weights;
    }

    /** The same with every residual branch at full scale rather than at the small one that training starts with. */
    public static Map<String, NamedTensor> atFullScale(NetworkSpec spec, long seed) {
        Map<String, NamedTensor> weights = initialize(spec, seed);
        weights.replaceAll((name, tensor) -> name.contains(".drop_path_") ? ones(tensor) : tensor);
        return weights;
    }

    private static NamedTensor ones(NamedTensor like) {
        float[] values = new float[like.values().length];
        Arrays.fill(values, 1);
        return new NamedTensor(like.name(), like.shape(), values);
    }

    private NamedTensor draw(Parameter p) {
        float[] values = new float[Math.toIntExact(p.size())];
        int last = p.shape().length == 0 ? 1 : Math.toIntExact(p.shape()[p.shape().length - 1]);
        for (int i = 0; i < values.length; i++) {
            values[i] = value(p.initial(), i % last);
        }
        return new NamedTensor(p.name(), p.shape(), values);
    }

    private float value(Parameter.Initial initial, int column) {
        if (initial instanceof Constant c) {
            return c.value();
        } else if (initial instanceof Uniform u) {
            return (float) ((2 * random.nextDouble() - 1) * u.bound());
        } else if (initial instanceof StandardNormal) {
            return (float) random.nextGaussian();
        } else if (initial instanceof LogOneToN) {
            return (float) Math.log(column + 1.0);
        } else if (initial instanceof InverseSoftplusStep) {
            double span = Math.log(LARGEST_STEP) - Math.log(SMALLEST_STEP);
            double step = Math.exp(random.nextDouble() * span + Math.log(SMALLEST_STEP));
            return (float) (step + Math.log(-Math.expm1(-step)));
        }
        throw new IllegalStateException("Unknown initial distribution " + initial);
    }
}
