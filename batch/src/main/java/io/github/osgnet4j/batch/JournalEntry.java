package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * The answer to one query: windows, or why there are none.
 *
 * @param query its key
 * @param windows in seconds, best first
 * @param missing empty if the query was answered
 */
public record JournalEntry(String query, List<Window> windows, String missing) {

    /**
     * That of a query which is answered.
     *
     * @throws DataException if there is no window
     */
    static JournalEntry answered(AnnotatedQuery query, List<Window> windows) {
        if (windows.isEmpty()) {
            throw new DataException("no window scores high enough, and a submission needs one");
        }
        return new JournalEntry(BatchJob.key(query), windows, "");
    }

    static JournalEntry missing(AnnotatedQuery query, String reason) {
        return new JournalEntry(BatchJob.key(query), List.of(), reason);
    }

    /** Whether there are windows. */
    public boolean answered() {
        return missing.isEmpty();
    }
}
