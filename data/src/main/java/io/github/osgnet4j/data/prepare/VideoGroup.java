package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Videos of Goal-Step that are one recording, a row of {@code goalstep_video_groups.tsv}.
 *
 * @param place file and line, for messages
 * @param members in the order in which they were recorded
 */
record VideoGroup(String place, List<String> members) {
    private static final String PREFIX = "grp-";
    private static final String COLUMN = "video_group";

    /** Whether an id is that of a group. */
    static boolean isGroup(String id) {
        return id.startsWith(PREFIX);
    }

    /** {@code grp-} and the first member. */
    String id() {
        return PREFIX + members.get(0);
    }

    /**
     * Reads a file with the tab-separated columns {@code university} and {@code video_group}, the second a Python list of texts.
     *
     * @throws DataException naming the line that is not such a row
     */
    static List<VideoGroup> read(Path file) {
        List<VideoGroup> groups = new ArrayList<>();
        try (TabSeparated table = new TabSeparated(file)) {
            int column = table.column(COLUMN);
            while (table.next()) {
                if (table.surplus()) {
                    throw new DataException(table.place() + ": more fields than the header has");
                }
                groups.add(new VideoGroup(
                        table.place(), PythonList.parse(table.field(column), table.place() + ", " + COLUMN)));
            }
        }
        return groups;
    }
}
