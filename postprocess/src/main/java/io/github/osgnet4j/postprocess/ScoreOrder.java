package io.github.osgnet4j.postprocess;

/**
 * The descending order of scores, with ties ordered as by PyTorch on a CPU. Equal scores are common (a saturated
 * sigmoid, suppressed candidates), PyTorch's default sort is not stable, and the order of ties decides windows. It is
 * the introsort of the GNU C++ library: quicksort with the median of three as pivot, heapsort if that recurses too
 * deeply, insertion sort for the rest; up to 16 scores it is stable.
 */
final class ScoreOrder {

    private static final int INSERTION_SIZE = 16;

    private final float[] scores;
    private final int[] indices;

    private ScoreOrder(float[] scores, int count) {
        this.scores = new float[count];
        indices = new int[count];
        for (int i = 0; i < count; i++) {
            this.scores[i] = scores[i];
            indices[i] = i;
        }
    }

    /** Indices of the scores, highest first. */
    static int[] descending(float[] scores) {
        return descending(scores, scores.length);
    }

    /** The same for the first {@code count} scores. */
    static int[] descending(float[] scores, int count) {
        ScoreOrder order = new ScoreOrder(scores, count);
        if (count > 0) {
            int depth = 2 * (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(count));
            order.quicksort(0, count, depth);
            order.insertionSort(count);
        }
        return order.indices;
    }

    /** Leaves runs of at most {@link #INSERTION_SIZE} unsorted. */
    private void quicksort(int from, int to, int depth) {
        int end = to;
        int depthLeft = depth;
        while (end - from > INSERTION_SIZE) {
            if (depthLeft == 0) {
                new Heap(from, end - from).sort();
                return;
            }
            depthLeft--;
            int cut = partition(from, end);
            quicksort(cut, end, depthLeft);
            end = cut;
        }
    }

    private int partition(int from, int to) {
        medianToFront(from, from + 1, from + (to - from) / 2, to - 1);
        int left = from + 1;
        int right = to;
        while (true) {
            while (scores[left] > scores[from]) {
                left++;
            }
            right--;
            while (scores[from] > scores[right]) {
                right--;
            }
            if (left >= right) {
                return left;
            }
            swap(left, right);
            left++;
        }
    }

    private void medianToFront(int front, int a, int b, int c) {
        boolean aBeforeB = scores[a] > scores[b];
        int first = aBeforeB ? a : b;
        int second = aBeforeB ? b : a;
        if (scores[second] > scores[c]) {
            swap(front, second);
        } else if (scores[first] > scores[c]) {
            swap(front, c);
        } else {
            swap(front, first);
        }
    }

    private void insertionSort(int count) {
        for (int i = 1; i < count; i++) {
            float score = scores[i];
            int index = indices[i];
            int hole = i;
            while (hole > 0 && score > scores[hole - 1]) {
                move(hole - 1, hole);
                hole--;
            }
            scores[hole] = score;
            indices[hole] = index;
        }
    }

    private void swap(int a, int b) {
        float score = scores[a];
        int index = indices[a];
        move(b, a);
        scores[b] = score;
        indices[b] = index;
    }

    private void move(int from, int to) {
        scores[to] = scores[from];
        indices[to] = indices[from];
    }

    /** A run as a binary heap with its lowest score on top. */
    private final class Heap {

        private final int from;
        private int size;

        Heap(int from, int size) {
            this.from = from;
            this.size = size;
        }

        void sort() {
            for (int parent = (size - 2) / 2; parent >= 0; parent--) {
                insert(parent, scores[from + parent], indices[from + parent]);
            }
            while (size > 1) {
                size--;
                float score = scores[from + size];
                int index = indices[from + size];
                move(from, from + size);
                insert(0, score, index);
            }
        }

        /** Sinks a hole to a leaf, then lets the score rise into place. */
        private void insert(int top, float score, int index) {
            int hole = top;
            int child = 2 * hole + 2;
            while (child < size) {
                if (scores[from + child] > scores[from + child - 1]) {
                    child--;
                }
                move(from + child, from + hole);
                hole = child;
                child = 2 * hole + 2;
            }
            if (child == size) {
                move(from + child - 1, from + hole);
                hole = child - 1;
            }
            while (hole > top && scores[from + (hole - 1) / 2] > score) {
                move(from + (hole - 1) / 2, from + hole);
                hole = (hole - 1) / 2;
            }
            scores[from + hole] = score;
            indices[from + hole] = index;
        }
    }
}
