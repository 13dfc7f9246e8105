package io.github.osgnet4j.network;

/**
 * A parameter that a spec asks for.
 *
 * @param name PyTorch's name in the official state dict
 * @param shape its shape there; empty for a scalar
 * @param decay whether weight decay acts on it: weights of linear layers, convolutions and embeddings, and no others
 * @param initial the distribution of its first value
 */
public record Parameter(String name, long[] shape, boolean decay, Initial initial) {

    /** The distribution a parameter is drawn from at the start of training, as in the official code. */
    public sealed interface Initial {}

    /** One value everywhere. */
    public record Constant(float value) implements Initial {}

    /** Uniform in [-bound, bound]; PyTorch's default for linear layers and convolutions has bound 1 / sqrt(fan in). */
    public record Uniform(double bound) implements Initial {}

    /** Normal with mean 0 and deviation 1, of embeddings. */
    public record StandardNormal() implements Initial {}

    /** log 1, log 2, ... along the last axis: the state matrix of the scan. */
    public record LogOneToN() implements Initial {}

    /** The inverse softplus of a step log-uniform in [0.001, 0.1]: the bias of the scan's step projection. */
    public record InverseSoftplusStep() implements Initial {}

    /** The number of elements. */
    public long size() {
        return NamedTensor.elements(shape);
    }
}
