package io.github.osgnet4j.postprocess;

/** The logistic function in float32: rounding like PyTorch's decides which high scores are equal. */
final class Sigmoid {

    private Sigmoid() {}

    static float of(float logit) {
        return 1f / (1f + (float) Math.exp(-logit));
    }
}
