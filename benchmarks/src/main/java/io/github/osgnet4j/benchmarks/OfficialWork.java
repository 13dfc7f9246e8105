package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Objects;
import io.github.osgnet4j.network.Network.Video;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Params;
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
        Params<Extent> w = op.params(spec);
        long padded = spec.paddedLength(steps);
        Lengths<Extent> one = Lengths.of(new Extent(1));
        Extent video = Network.encodeVideo(
                op, w, spec, new Extent(1, padded, spec.video().projection().in()), one, true);
        Extent text = Network.encodeText(
                op, w, spec, new Extent(1, tokens, spec.text().projection().in()), one, TextPadding.LEAKS);
        Optional<EncodedObjects<Extent>> encoded = hasObjects
                ? Optional.of(Network.encodeObjects(
                        op, w, spec, objects(op, w, padded, Math.max(1, objects)), text, one, TextPadding.LEAKS))
                : Optional.empty();
        Optional<EncodedObjects<Extent>> seen = spec.video().objectBranch() ? encoded : Optional.empty();
        Extent fused = Network.fuse(op, w, spec, new Video<>(video, Optional.empty()), one, text, one, seen);
        Network.predict(op, w, spec, fused, one);
        return op.work();
    }

    /** Every place has an embedding of its own, as the official code projects each one. */
    private Objects<Extent> objects(CountingOps op, Params<Extent> w, long padded, int perStep) {
        Extent embeddings =
                new Extent(padded * perStep, spec.objects().projection().in());
        return new Objects<>(
                Network.projectObjects(op, w, spec, embeddings),
                new Extent(1, padded, perStep),
                new Extent(spec.objects().projection().out()));
    }
}
