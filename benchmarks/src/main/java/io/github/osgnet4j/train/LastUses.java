package io.github.osgnet4j.train;

import java.util.HashMap;
import java.util.Map;

/** Which use of each array is its last one, in passes that all go the same way: the first of them is watched. */
final class LastUses {

    private final Map<Integer, Integer> uses = new HashMap<>();
    private boolean known;

    /**
     * Whether an array is needed no more.
     *
     * @param array by the order in which a pass makes them
     * @param use by the order in which a pass uses arrays; false in the pass that is watched
     */
    boolean isLast(int array, int use) {
        if (known) {
            return uses.get(array) == use;
        }
        uses.put(array, use);
        return false;
    }

    /** A pass is over. */
    void passed() {
        known = true;
    }
}
