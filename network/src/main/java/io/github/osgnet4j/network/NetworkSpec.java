package io.github.osgnet4j.network;

import java.util.List;
import java.util.Optional;

/**
 * The shape of one OSGNet: everything that decides which parameters it has and what it computes.
 * The official YAML schema maps onto it one to one; see {@code libs/modeling/my_archs.py} of the official code.
 *
 * @param maxSeqLen steps of the position table; longer videos see it linearly interpolated
 * @param classes number of action classes; 1 in every official setting
 * @param text the query encoder
 * @param objects the object encoder, present in the checkpoint even where the dataset brings no objects
 * @param video the video encoder
 * @param multiscale the feature pyramid
 * @param classification the head of class logits
 * @param regression the head of offsets
 * @param shots the shot branch, which serves training only
 */
public record NetworkSpec(
        int maxSeqLen,
        int classes,
        TextEncoder text,
        ObjectEncoder objects,
        VideoEncoder video,
        Multiscale multiscale,
        Head classification,
        Head regression,
        Optional<ShotBranch> shots) {

    /** Activation between the layers of a {@link Projection}. */
    public enum Activation {
        RELU,
        GELU,
        NONE
    }

    /**
     * {@code count} MaskedConv1DLayers in a row, each of {@code layers} masked convolutions.
     *
     * @param count layers of the official config's {@code layer_num}
     * @param layers convolutions per layer ({@code num_layer})
     * @param in input channels
     * @param hidden channels between
     * @param out output channels
     * @param kernel odd kernel size
     * @param activation after every convolution
     * @param norm LayerNorm after every convolution, which then has no bias
     */
    public record Projection(
            int count, int layers, int in, int hidden, int out, int kernel, Activation activation, boolean norm) {}

    /**
     * A stack of TransformerBlocks.
     *
     * @param blocks how many
     * @param channels C
     * @param heads attention heads, a divisor of C
     * @param hidden channels inside the MLP
     * @param stride of queries, keys and values; 1 keeps the length
     * @param window attention window; attention reaches {@code window / 2} positions to either side; at most 1: full attention
     * @param dropPath probability of stochastic depth; 0 means there are no AffineDropPath scales either
     */
    public record Transformer(
            int blocks, int channels, int heads, int hidden, int stride, int window, double dropPath) {}

    /**
     * The query encoder.
     *
     * @param positions whether the position table is added after the projection ({@code use_abs_pe})
     */
    public record TextEncoder(Projection projection, Transformer transformer, boolean positions) {}

    /**
     * The object encoder: projection of class embeddings, then blocks of cross attention to the query.
     *
     * @param blocks how many ObjectEncoderBlocks
     * @param channels C
     * @param heads attention heads
     * @param hidden channels inside the MLP
     * @param dropPath as in {@link Transformer}
     */
    public record ObjectEncoder(
            Projection projection, int blocks, int channels, int heads, int hidden, double dropPath) {}

    /**
     * The video encoder: projection, positions, then ObjectMambaBlocks.
     *
     * @param blocks how many
     * @param channels C
     * @param heads attention heads of object and text attention
     * @param hidden channels inside the block's MLPs (the one after the scan always has 4 C)
     * @param objectBranch false for {@code mamba_arch: [bimamba1, mlp, none]}
     * @param dropPath as in {@link Transformer}
     */
    public record VideoEncoder(
            Projection projection,
            int blocks,
            int channels,
            int heads,
            int hidden,
            boolean objectBranch,
            double dropPath) {

        /** Channels of the scan, 2 C. */
        public int innerChannels() {
            return 2 * channels;
        }

        /** State size of the scan. */
        public int stateSize() {
            return 16;
        }

        /** Taps of the causal convolution before the scan. */
        public int scanKernel() {
            return 4;
        }

        /** Rank of the step-size projection, ceil(C / 16). */
        public int stepRank() {
            return (channels + 15) / 16;
        }
    }

    /**
     * The pyramid: level 0 is the encoded video, each further level one TransformerBlock of stride {@code transformer.stride()}.
     *
     * @param norm whether each level ends in its own LayerNorm
     */
    public record Multiscale(Transformer transformer, boolean norm) {}

    /**
     * A convolutional head shared by the levels.
     *
     * @param layers convolutions, the predicting one included
     * @param in input channels
     * @param hidden channels between
     * @param kernel odd kernel size
     * @param norm LayerNorm after each hidden convolution, which then has no bias
     */
    public record Head(int layers, int in, int hidden, int kernel, boolean norm) {}

    /**
     * One QFormer: learned queries that gather a sequence into one vector.
     *
     * @param queries learned queries
     * @param blocks FormerLayers
     * @param channels C
     * @param selfHeads heads of the queries' self-attention (MaskedMHCA)
     * @param crossHeads heads of the cross attention (MaskedMHA); 0 for none
     * @param dropPath as in {@link Transformer}
     */
    public record QFormer(int queries, int blocks, int channels, int selfHeads, int crossHeads, double dropPath) {}

    /**
     * The shot branch (video-text matching), a training-time auxiliary.
     *
     * @param shot aggregator of shots
     * @param text aggregator of queries
     * @param textChannels channels of the similarity head's first input ({@code x_dim})
     * @param shotChannels channels of its second input ({@code y_dim})
     * @param channels shared channels ({@code con_dim})
     */
    public record ShotBranch(QFormer shot, QFormer text, int textChannels, int shotChannels, int channels) {}

    /** The same network as it grounds: the shot branch serves training only. */
    public NetworkSpec withoutShots() {
        return new NetworkSpec(
                maxSeqLen, classes, text, objects, video, multiscale, classification, regression, Optional.empty());
    }

    /** Channels C of the encoded video. */
    public int channels() {
        return video.channels();
    }

    /** Levels of the pyramid, the encoded video included. */
    public int levels() {
        return multiscale.transformer().blocks() + 1;
    }

    /** The stride of each level in feature steps, finest first. */
    public List<Integer> strides() {
        Integer[] strides = new Integer[levels()];
        strides[0] = 1;
        for (int i = 1; i < strides.length; i++) {
            strides[i] = strides[i - 1] * multiscale.transformer().stride();
        }
        return List.of(strides);
    }

    /** Every padded length is a multiple of this: the coarsest stride, times the attention's block where it is windowed. */
    public int paddingMultiple() {
        int coarsest = strides().get(levels() - 1);
        int window = multiscale.transformer().window();
        return window > 1 ? coarsest * 2 * (window / 2) : coarsest;
    }

    /** The padded length of a video of {@code steps} feature steps. */
    public int paddedLength(int steps) {
        int m = paddingMultiple();
        return Math.multiplyExact(Math.floorDiv(steps + m - 1, m), m);
    }
}
