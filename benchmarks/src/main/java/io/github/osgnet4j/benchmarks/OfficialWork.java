package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Objects;
import io.github.osgnet4j.network.Network.Video;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.TextPadding;
import java.util.Optional;

/**
 * The work of the official code for one query ({@code forward} of its {@code my_archs.py}): everything anew for each
 * query, all of it at the padded length, and as many objects at every padded step as the fullest step has, at least one.
 */
final class OfficialWork {

    private final NetworkSpec spec;
    private final boolean hasObjects;

    /** @param hasObjects whether the dataset brings objects */
    OfficialWork(NetworkSpec spec, boolean hasObjects) {
        this.spec = spec;
        this.hasObjects = hasObjects;
    }

    /**
     * The work for a query.
     *
     * @param steps of the video, without padding
     * @param tokens of the query
     * @param objects at the step with most
     */
    Work query(int steps, int tokens, int objects) {
        CountingOps op = new CountingOps();
        Network<Extent> network = new Network<>(op, op.params(spec), spec, TextPadding.LEAKS);
        long padded = spec.paddedLength(steps);
        Lengths<Extent> one = Lengths.of(new Extent(1));
        Extent video = network.encodeVideo(
                new Extent(1, padded, spec.video().projection().in()), one, true);
        Extent text = network.encodeText(
                new Extent(1, tokens, spec.text().projection().in()), one);
        Optional<EncodedObjects<Extent>> encoded = hasObjects
                ? Optional.of(network.encodeObjects(objects(network, padded, Math.max(1, objects)), text, one))
                : Optional.empty();
        Optional<EncodedObjects<Extent>> seen = spec.video().objectBranch() ? encoded : Optional.empty();
        Extent fused = network.fuse(new Video<>(video, Optional.empty()), one, text, one, seen);
        network.predict(fused, one);
        return op.work();
    }

    /** Every place has an embedding of its own, as the official code projects each one. */
    private Objects<Extent> objects(Network<Extent> network, long padded, int perStep) {
        Extent embeddings =
                new Extent(padded * perStep, spec.objects().projection().in());
        return new Objects<>(
                network.projectObjects(embeddings),
                new Extent(1, padded, perStep),
                new Extent(spec.objects().projection().out()));
    }
}
