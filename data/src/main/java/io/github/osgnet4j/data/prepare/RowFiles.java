package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Files of JSON lines out of others: joined as {@code concat_json.py} joins them, without some videos as {@code filter_missing_video.py}
 * does it, or without windows of no length. Rows are parsed and written again, with all their keys in their order. The target appears once
 * it is whole; one row is in memory at a time.
 */
public final class RowFiles {
    static final String ROWS = "rows";

    private RowFiles() {}

    /**
     * Writes the rows of some files one after the other. Rows that repeat stay.
     *
     * @param excluded rows whose {@code video_id} is one of them are left out; if it is not empty, each row must have one
     * @param everyMebi is run after each 2^20 bytes of the files
     * @throws DataException naming file and line of what is not one object, or has no {@code video_id} where one is needed; the target is then
     *     as it was
     */
    public static Tally join(List<Path> files, Set<String> excluded, Path target, Runnable everyMebi) {
        return rewrite(files, target, everyMebi, row -> {
            boolean out = !excluded.isEmpty() && isOneOf(row.at("video_id").value(), excluded);
            return out ? WindowRule.Verdict.EXCLUDED : WindowRule.Verdict.KEPT;
        });
    }

    private static boolean isOneOf(JsonNode id, Set<String> excluded) {
        return id.isTextual() && excluded.contains(id.textValue());
    }

    /**
     * Writes the rows of a file that a rule keeps.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     * @throws DataException naming file and line of what is not one object or lacks what the rule asks for; the target is then as it was
     */
    public static Tally clean(Path file, WindowRule rule, Path target, Runnable everyMebi) {
        return rewrite(List.of(file), target, everyMebi, rule::judge);
    }

    private interface Judge {
        WindowRule.Verdict of(Place row);
    }

    /** Numbers that are too large to calculate with do not know where they stand. */
    private static WindowRule.Verdict verdict(Judge judge, Place row) {
        try {
            return judge.of(row);
        } catch (DataException e) {
            throw e.getMessage().startsWith(row.name()) ? e : e.in(row.name());
        }
    }

    private static Tally rewrite(List<Path> files, Path target, Runnable everyMebi, Judge judge) {
        Tally tally = new Tally(ROWS);
        FileReplacement.write(target, out -> {
            RowWriter writer = new RowWriter(out);
            for (Path file : files) {
                int blank = Row.forEach(file, everyMebi, row -> {
                    WindowRule.Verdict verdict = verdict(judge, row);
                    if (verdict == WindowRule.Verdict.KEPT) {
                        writer.write(row.value());
                    } else {
                        tally.leaveOut(verdict.reason());
                    }
                });
                tally.leaveOut("lines without a row", blank);
            }
            tally.count(ROWS, writer.rows());
        });
        return tally;
    }
}
