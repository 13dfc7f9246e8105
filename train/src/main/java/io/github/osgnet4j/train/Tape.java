package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pass in segments. PyTorch's graph is cut at every operation that runs outside of it: values of earlier segments
 * enter a later one as leaves, and the backward pass goes from segment to segment, through PyTorch within each and
 * through the {@link OutsideOperation} between them.
 */
final class Tape {

    private final List<Segment> segments = new ArrayList<>(List.of(new Segment(Optional.empty())));

    /** A place on a tape. */
    record Mark(int segment, int held) {}

    /** The segment that is open now. */
    Segment current() {
        return segments.get(segments.size() - 1);
    }

    /** Ends the segment; the operation's result begins the next. */
    Taped cut(OutsideOperation operation, NDArray result) {
        current().end(operation);
        result.setRequiresGradient(true);
        Segment next = new Segment(Optional.of(result));
        segments.add(next);
        return new Taped(result, next);
    }

    Mark mark() {
        return new Mark(segments.size() - 1, current().held());
    }

    /** Lets go of what was computed since a mark, but for what later code can still see of it. */
    void release(Mark since, Taped visible) {
        Set<NDArray> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        needed.add(visible.array());
        List<Segment> late = segments.subList(since.segment(), segments.size());
        late.forEach(segment -> segment.addNeeded(needed));
        for (int i = 0; i < late.size(); i++) {
            late.get(i).release(i == 0 ? since.held() : 0, needed);
        }
    }

    /**
     * Adds the gradients of a scalar of the last segment, and of what has {@link Taped#receive received} one, to those of
     * the weights. Uses up the tape: what a segment computed is freed once its gradients are known.
     */
    void backward(TorchFunctions functions, Optional<NDArray> loss) {
        Optional<NDArray> derived = loss;
        Optional<Segment> next = Optional.empty();
        for (int s = segments.size() - 1; s >= 0; s--) {
            Segment segment = segments.get(s);
            segment.backward(functions, derived, next);
            derived = Optional.empty();
            next = Optional.of(segment);
        }
    }
}
