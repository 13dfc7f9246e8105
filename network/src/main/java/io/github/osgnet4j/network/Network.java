package io.github.osgnet4j.network;

import java.util.List;
import java.util.Optional;

/**
 * OSGNet ({@code MultiTaskArch} of the official {@code libs/modeling/my_archs.py}), cut into the parts that a caller can
 * share between queries: what depends on the video alone, what depends on the query alone, and the rest. Each part is a
 * function over {@link Ops}, so that one text serves as oracle, as exporter and as trainer.
 *
 * @param <T> the backend's tensor
 */
public final class Network<T> {

    private final Ops<T> op;
    private final Params<T> w;
    private final NetworkSpec spec;
    private final TextPadding padding;

    /**
     * A network that computes with given operations and weights; itself without state.
     *
     * @param w every parameter of the spec by PyTorch's name, and the position table
     * @param padding what the padding of shorter queries in a batch does
     */
    public Network(Ops<T> op, Params<T> w, NetworkSpec spec, TextPadding padding) {
        this.op = op;
        this.w = w;
        this.spec = spec;
        this.padding = padding;
    }

    /**
     * The objects of a batch.
     *
     * @param table projected embeddings (K, C), from {@link #projectObjects}, each distinct object once
     * @param index integers (B, T, O): the row of the o-th object at a step, -1 for none
     * @param zero C zeros, for the value a masked position starts with
     */
    public record Objects<T>(T table, T index, T zero) {}

    /**
     * Objects after the object encoder.
     *
     * @param values (B, O, T, C), 0 where there is no object
     * @param index as in {@link Objects}
     */
    public record EncodedObjects<T>(T values, T index) {}

    /**
     * What the first block can compute of its steps 3 and 4 before there is a query.
     *
     * @param objOutOfNone (V, T, C), the result of step 3 where there is no object; empty for a network that sees none
     * @param crossQuery (V, T, C), the queries of step 4's attention to the text
     */
    public record Ahead<T>(Optional<T> objOutOfNone, T crossQuery) {}

    /**
     * An encoded video.
     *
     * @param scanned (V, T, C), from {@link #encodeVideo}
     * @param ahead what {@link #lookAhead} made of it; empty to leave that to each query
     */
    public record Video<T>(T scanned, Optional<Ahead<T>> ahead) {}

    /**
     * A video whose first block has scanned it, before stochastic depth has left out anything.
     *
     * @param steps (V, T, C), what the block was given
     * @param mamba (V, T, C), what its scan makes of them
     */
    public record Scanned<T>(T steps, T mamba) {}

    /**
     * What the heads say at one level.
     *
     * @param logits (B, T_i, classes), 0 at padded steps
     * @param offsets (B, T_i, 2), distances to start and end in units of the level's stride
     * @param lengths real steps of the level
     */
    public record Level<T>(T logits, T offsets, Lengths<T> lengths) {}

    /**
     * The part that depends on the video alone: projection, positions, and the scan of the first block.
     *
     * @param features (V, S, Dv), zeros after each length; S at least min(T + 1, padded length) for the longest length T,
     *     and the padded length itself where {@code keepPadding}. The position table reaches to S, rounded up to the
     *     padding multiple
     * @param lengths of the videos, not full
     * @param keepPadding {@link #needsPadding}
     * @return (V, T, C), or (V, S, C) with padding kept; unspecified after each length
     */
    public T encodeVideo(T features, Lengths<T> lengths, boolean keepPadding) {
        return encodeVideo(scanVideo(features, lengths, keepPadding), lengths);
    }

    /**
     * What {@link #encodeVideo} begins with: all but the residual branches. Passes that each leave out branches of their
     * own choice in training can share it.
     */
    public Scanned<T> scanVideo(T features, Lengths<T> lengths, boolean keepPadding) {
        T projected = op.block(() -> new Layers<>(op, w.at("video_encoder"))
                .project("0", features, spec.video().projection(), lengths));
        T x = withPositions(projected, lengths, spec.paddingMultiple());
        T kept = keepPadding ? x : op.dropPadding(x, lengths);
        return new Scanned<>(kept, op.block(() -> block(0, lengths).mamba(kept)));
    }

    private T withPositions(T x, Lengths<T> lengths, int multiple) {
        T positions = op.positions(w.get(Positions.TABLE), x, multiple);
        return op.add(x, op.masked(positions, lengths));
    }

    private ObjectMambaBlock<T> block(int i, Lengths<T> lengths) {
        return new ObjectMambaBlock<>(op, w.at("video_encoder.1." + i), spec.video(), lengths);
    }

    /** What {@link #encodeVideo} ends with. */
    public T encodeVideo(Scanned<T> scanned, Lengths<T> lengths) {
        return op.block(() -> block(0, lengths).scan(scanned.steps(), scanned.mamba()));
    }

    /**
     * More of what depends on the video alone: worth computing for a video that will be asked several queries.
     *
     * @param video (V, T, C), from {@link #encodeVideo}
     * @param objects whether the queries will come with objects
     */
    public Ahead<T> lookAhead(T video, Lengths<T> lengths, boolean objects) {
        return block(0, lengths).ahead(video, objects && spec.video().objectBranch());
    }

    /**
     * Whether the video must be encoded with its padding to the padding multiple. As a rule it need not: padded steps
     * never reach a real one within the video blocks and leave them as 0. A gate between the query's branch and an
     * object branch that was skipped lets them through, and the pyramid sees them.
     *
     * @param hasObjects whether the dataset brings objects
     */
    public static boolean needsPadding(NetworkSpec spec, boolean hasObjects) {
        return spec.video().objectBranch() && !hasObjects;
    }

    /** The steps S that {@link #encodeVideo} needs of videos of which the longest has {@code steps}. */
    public static int inputSteps(NetworkSpec spec, boolean hasObjects, int steps) {
        int padded = spec.paddedLength(steps);
        return needsPadding(spec, hasObjects) ? padded : Math.min(steps + 1, padded);
    }

    /**
     * The part that depends on the query alone.
     *
     * @param tokens (B, L, Dt)
     * @return (B, L, C)
     */
    public T encodeText(T tokens, Lengths<T> lengths) {
        return op.block(() -> encodedText(tokens, lengths));
    }

    private T encodedText(T tokens, Lengths<T> lengths) {
        NetworkSpec.TextEncoder text = spec.text();
        Layers<T> encoder = new Layers<>(op, w.at("text_encoder"));
        T x = encoder.project("0", padding.apply(op, tokens, lengths), text.projection(), lengths);
        if (text.positions()) {
            x = withPositions(x, lengths, 0);
        }
        for (int i = 0; i < text.transformer().blocks(); i++) {
            Layers<T> block = new Layers<>(op, w.at("text_encoder.1." + i));
            x = block.transformer(x, text.transformer(), lengths, padding);
        }
        return x;
    }

    /**
     * The projection of object embeddings, which looks at each of them alone: a table of classes is projected once, wherever
     * and however often they are seen.
     *
     * @param table (K, Do)
     * @return (K, C)
     */
    public T projectObjects(T table) {
        return objectEncoder().project(table);
    }

    private ObjectEncoder<T> objectEncoder() {
        return new ObjectEncoder<>(op, w.at("obj_encoder"), spec.objects());
    }

    /**
     * The objects in the light of the query.
     *
     * @param text (B, L, C), from {@link #encodeText}
     */
    public EncodedObjects<T> encodeObjects(Objects<T> objects, T text, Lengths<T> textLengths) {
        return objectEncoder().encode(objects, text, textLengths, padding);
    }

    /**
     * The video in the light of query and objects: the rest of the first block and all further ones.
     *
     * @param video V = 1 or B
     * @param text (B, L, C)
     * @param objects over at least T steps; empty if the dataset has none
     * @return (B, T, C), 0 after each length unless {@link #needsPadding}
     */
    public T fuse(
            Video<T> video, Lengths<T> lengths, T text, Lengths<T> textLengths, Optional<EncodedObjects<T>> objects) {
        Optional<EncodedObjects<T>> seen = objects.map(o -> within(o, video.scanned()));
        T x = op.block(() -> block(0, lengths).fuse(video.scanned(), video.ahead(), text, textLengths, seen));
        for (int i = 1; i < spec.video().blocks(); i++) {
            ObjectMambaBlock<T> block = block(i, lengths);
            T before = x;
            x = op.block(() -> block.fuse(block.scan(before), Optional.empty(), text, textLengths, seen));
        }
        return x;
    }

    /** The objects at the steps of a video. */
    private EncodedObjects<T> within(EncodedObjects<T> objects, T video) {
        T index = op.firstSteps(objects.index(), video);
        return new EncodedObjects<>(op.objectsWithin(objects.values(), index), index);
    }

    /**
     * The video on its own, through all blocks, as the shot branch sees it.
     *
     * @param video (B, T, C), from {@link #encodeVideo}
     * @return (B, T, C), unspecified after each length
     */
    public T encodeAlone(T video, Lengths<T> lengths) {
        T x = op.block(() -> block(0, lengths).alone(video));
        for (int i = 1; i < spec.video().blocks(); i++) {
            ObjectMambaBlock<T> block = block(i, lengths);
            T before = x;
            x = op.block(() -> block.alone(block.scan(before)));
        }
        return x;
    }

    /**
     * Pyramid and heads.
     *
     * @param fused (B, T, C), from {@link #fuse}
     * @param lengths real steps of each sample; full if all have T
     * @return one entry per level, finest first; T_0 is T rounded up to the padding multiple
     */
    public List<Level<T>> predict(T fused, Lengths<T> lengths) {
        Lengths<T> known = lengths.isFull() ? op.lengthOf(fused) : lengths;
        Pyramid<T> pyramid = new Pyramid<>(op, w, spec);
        return pyramid.heads(pyramid.levels(op.padSteps(fused, spec.paddingMultiple()), known));
    }

    /**
     * Everything a query needs beyond the two encodings: objects, fusion, pyramid, heads.
     *
     * @param video V = 1 or B
     * @param text (B, L, C), from {@link #encodeText}
     * @param objects empty if the dataset has none
     */
    public List<Level<T>> ground(
            Video<T> video, Lengths<T> lengths, T text, Lengths<T> textLengths, Optional<Objects<T>> objects) {
        Optional<EncodedObjects<T>> encoded =
                spec.video().objectBranch() ? objects.map(o -> encodeObjects(o, text, textLengths)) : Optional.empty();
        return predict(fuse(video, lengths, text, textLengths, encoded), lengths);
    }

    /** As {@link #ground}, of a video of which nothing was computed ahead: (V, T, C), from {@link #encodeVideo}. */
    public List<Level<T>> ground(
            T video, Lengths<T> lengths, T text, Lengths<T> textLengths, Optional<Objects<T>> objects) {
        return ground(new Video<>(video, Optional.empty()), lengths, text, textLengths, objects);
    }
}
