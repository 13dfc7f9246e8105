package io.github.osgnet4j.network;

import java.util.List;
import java.util.Optional;

/**
 * OSGNet ({@code MultiTaskArch} of the official {@code libs/modeling/my_archs.py}), cut into the parts that a caller can
 * share between queries: what depends on the video alone, what depends on the query alone, and the rest. Each part is a
 * function over {@link Ops}, so that one text serves as oracle, as exporter and as trainer.
 */
public final class Network {

    private Network() {}

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
     * @param unseen (V, T, C), the result of step 3 where there is no object; empty for a network that sees none
     * @param textQueries (V, T, C), the queries of step 4's attention to the text
     */
    public record Ahead<T>(Optional<T> unseen, T textQueries) {}

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
     *     and the padded length itself where {@code keepPadding}
     * @param lengths of the videos, not full: they decide how far the position table reaches
     * @param keepPadding {@link #needsPadding}
     * @return (V, T, C), or (V, S, C) with padding kept; unspecified after each length
     */
    public static <T> T encodeVideo(
            Ops<T> op, Params<T> w, NetworkSpec spec, T features, Lengths<T> lengths, boolean keepPadding) {
        return encodeVideo(op, w, spec, scanVideo(op, w, spec, features, lengths, keepPadding), lengths);
    }

    /**
     * What {@link #encodeVideo} begins with: all but the residual branches. Passes that each leave out branches of their
     * own choice in training can share it.
     */
    public static <T> Scanned<T> scanVideo(
            Ops<T> op, Params<T> w, NetworkSpec spec, T features, Lengths<T> lengths, boolean keepPadding) {
        T x = VideoEncoder.project(op, w, spec, features, lengths);
        T kept = keepPadding ? x : op.dropPadding(x, lengths);
        return new Scanned<>(kept, VideoEncoder.mamba(op, VideoEncoder.block(w, 0), kept, spec.video(), lengths));
    }

    /** What {@link #encodeVideo} ends with. */
    public static <T> T encodeVideo(Ops<T> op, Params<T> w, NetworkSpec spec, Scanned<T> scanned, Lengths<T> lengths) {
        return VideoEncoder.scan(op, VideoEncoder.block(w, 0), scanned, spec.video(), lengths);
    }

    /**
     * More of what depends on the video alone: worth computing for a video that will be asked several queries.
     *
     * @param video (V, T, C), from {@link #encodeVideo}
     * @param objects whether the queries will come with objects
     */
    public static <T> Ahead<T> lookAhead(
            Ops<T> op, Params<T> w, NetworkSpec spec, T video, Lengths<T> lengths, boolean objects) {
        return VideoEncoder.ahead(
                op,
                VideoEncoder.block(w, 0),
                video,
                spec.video(),
                lengths,
                objects && spec.video().objectBranch());
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

    /**
     * The part that depends on the query alone.
     *
     * @param tokens (B, L, Dt)
     * @return (B, L, C)
     */
    public static <T> T encodeText(
            Ops<T> op, Params<T> w, NetworkSpec spec, T tokens, Lengths<T> lengths, TextPadding padding) {
        return TextEncoder.encode(op, w, spec, tokens, lengths, padding);
    }

    /**
     * The projection of object embeddings, which looks at each of them alone: a table of classes is projected once, wherever
     * and however often they are seen.
     *
     * @param table (K, Do)
     * @return (K, C)
     */
    public static <T> T projectObjects(Ops<T> op, Params<T> w, NetworkSpec spec, T table) {
        return ObjectEncoder.project(op, w, spec, table);
    }

    /**
     * The objects in the light of the query.
     *
     * @param text (B, L, C), from {@link #encodeText}
     */
    public static <T> EncodedObjects<T> encodeObjects(
            Ops<T> op,
            Params<T> w,
            NetworkSpec spec,
            Objects<T> objects,
            T text,
            Lengths<T> textLengths,
            TextPadding padding) {
        return ObjectEncoder.encode(op, w, spec, objects, text, textLengths, padding);
    }

    /**
     * The video in the light of query and objects: the rest of the first block and all further ones.
     *
     * @param video V = 1 or B
     * @param text (B, L, C)
     * @param objects over at least T steps; empty if the dataset has none
     * @return (B, T, C), 0 after each length unless {@link #needsPadding}
     */
    public static <T> T fuse(
            Ops<T> op,
            Params<T> w,
            NetworkSpec spec,
            Video<T> video,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths,
            Optional<EncodedObjects<T>> objects) {
        Optional<EncodedObjects<T>> seen = objects.map(o -> within(op, o, video.scanned()));
        T x = video.scanned();
        for (int i = 0; i < spec.video().blocks(); i++) {
            Params<T> block = VideoEncoder.block(w, i);
            T scanned = i == 0 ? x : VideoEncoder.scan(op, block, x, spec.video(), lengths);
            Optional<Ahead<T>> ahead = i == 0 ? video.ahead() : Optional.empty();
            x = VideoEncoder.fuse(op, block, scanned, ahead, spec.video(), lengths, text, textLengths, seen);
        }
        return x;
    }

    /** The objects at the steps of a video. */
    private static <T> EncodedObjects<T> within(Ops<T> op, EncodedObjects<T> objects, T video) {
        T index = op.firstSteps(objects.index(), video);
        return new EncodedObjects<>(op.objectsWithin(objects.values(), index), index);
    }

    /**
     * The video on its own, through all blocks, as the shot branch sees it.
     *
     * @param video (B, T, C), from {@link #encodeVideo}
     * @return (B, T, C), unspecified after each length
     */
    public static <T> T encodeAlone(Ops<T> op, Params<T> w, NetworkSpec spec, T video, Lengths<T> lengths) {
        T x = video;
        for (int i = 0; i < spec.video().blocks(); i++) {
            Params<T> block = VideoEncoder.block(w, i);
            T scanned = i == 0 ? video : VideoEncoder.scan(op, block, x, spec.video(), lengths);
            x = VideoEncoder.alone(op, block, scanned, spec.video(), lengths);
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
    public static <T> List<Level<T>> predict(Ops<T> op, Params<T> w, NetworkSpec spec, T fused, Lengths<T> lengths) {
        Lengths<T> known = lengths.isFull() ? op.lengthOf(fused) : lengths;
        T padded = op.padSteps(fused, spec.paddingMultiple());
        return Pyramid.heads(op, w, spec, Pyramid.levels(op, w, spec, padded, known));
    }

    /**
     * Everything a query needs beyond the two encodings: objects, fusion, pyramid, heads.
     *
     * @param video V = 1 or B
     * @param text (B, L, C), from {@link #encodeText}
     * @param objects empty if the dataset has none
     */
    public static <T> List<Level<T>> ground(
            Ops<T> op,
            Params<T> w,
            NetworkSpec spec,
            Video<T> video,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths,
            Optional<Objects<T>> objects,
            TextPadding padding) {
        Optional<EncodedObjects<T>> encoded = spec.video().objectBranch()
                ? objects.map(o -> encodeObjects(op, w, spec, o, text, textLengths, padding))
                : Optional.empty();
        T fused = fuse(op, w, spec, video, lengths, text, textLengths, encoded);
        return predict(op, w, spec, fused, lengths);
    }

    /** As {@link #ground}, of a video of which nothing was computed ahead: (V, T, C), from {@link #encodeVideo}. */
    public static <T> List<Level<T>> ground(
            Ops<T> op,
            Params<T> w,
            NetworkSpec spec,
            T video,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths,
            Optional<Objects<T>> objects,
            TextPadding padding) {
        Video<T> whole = new Video<>(video, Optional.empty());
        return ground(op, w, spec, whole, lengths, text, textLengths, objects, padding);
    }
}
