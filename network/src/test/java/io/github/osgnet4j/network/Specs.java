package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Head;
import io.github.osgnet4j.network.NetworkSpec.Multiscale;
import io.github.osgnet4j.network.NetworkSpec.ObjectEncoder;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.ShotBranch;
import io.github.osgnet4j.network.NetworkSpec.TextEncoder;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import io.github.osgnet4j.network.NetworkSpec.VideoEncoder;
import java.util.Optional;

/** Networks of the official settings' form, in any size. */
final class Specs {

    private Specs() {}

    static NetworkSpec of(int videoDim, int textDim, int objectDim, int c, int blocks, int levels, int maxSeqLen) {
        Projection text = new Projection(1, 2, textDim, textDim, c, 1, Activation.RELU, true);
        Projection objects = new Projection(1, 2, objectDim, objectDim, c, 1, Activation.RELU, true);
        Projection video = new Projection(1, 2, videoDim, c, c, 3, Activation.RELU, true);
        QFormer qformer = new QFormer(5, 1, c, 4, 4, 0.1);
        return new NetworkSpec(
                maxSeqLen,
                1,
                new TextEncoder(text, new Transformer(blocks, c, 4, 4 * c, 1, -1, 0.1), false),
                new ObjectEncoder(objects, blocks, c, 4, 4 * c, 0.1),
                new VideoEncoder(video, blocks, c, 4, 4 * c, true, 0.1),
                new Multiscale(new Transformer(levels - 1, c, 4, 4 * c, 2, 9, 0.1), true),
                new Head(3, c, c, 3, true),
                new Head(3, c, c, 3, true),
                Optional.of(new ShotBranch(qformer, qformer, c, c, c)));
    }

    /** NLQ v2 with InternVideo features. */
    static NetworkSpec nlqInternVideo() {
        return of(2304, 512, 512, 512, 4, 7, 2560);
    }
}
