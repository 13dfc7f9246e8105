package io.github.osgnet4j.batch;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * The answer to one query: windows, or why there are none.
 *
 * @param query its key
 * @param windows in seconds, best first
 * @param missing empty if the query was answered
 */
record JournalEntry(String query, List<Window> windows, String missing) {
    boolean answered() {
        return missing.isEmpty();
    }
}
