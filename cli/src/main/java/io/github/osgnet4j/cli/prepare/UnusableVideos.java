package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.batch.OnUnusable;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Failures;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.encoders.VideoException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The videos of a job that cannot be used, with the reasons, while the job goes on with the others. */
final class UnusableVideos {

    private final int videos;
    private final OnUnusable becomes;
    private final List<String> lines = new ArrayList<>();

    /** None so far of so many videos, and what becomes of them. */
    UnusableVideos(int videos, OnUnusable becomes) {
        this.videos = videos;
        this.becomes = becomes;
    }

    /** Notes a video; what is not the matter of this video alone, or of the only one there is, is thrown again. */
    void add(SourceFile source, RuntimeException problem) {
        boolean ofVideo = problem instanceof VideoException
                || problem instanceof DataException
                || problem instanceof UncheckedIOException;
        if (!ofVideo || videos == 1) {
            throw problem;
        }
        String file = source.file().toString();
        String reason = Failures.message(problem);
        lines.add("  " + (reason.contains(file) ? reason : file + ": " + reason));
    }

    /**
     * Ends the job if there are any, unless they are to be skipped and others are left.
     *
     * @param what the others were
     * @param kept what is to be said of the others
     */
    void require(String what, String kept) {
        boolean all = lines.size() == videos;
        if (!lines.isEmpty() && (becomes == OnUnusable.FAIL || all)) {
            throw new CommandException(count() + " be " + what + (all ? "" : kept) + ":", lines);
        }
    }

    /** What is said of those that were skipped, line by line; nothing if there are none. */
    List<String> leftOut(String what) {
        List<String> said = new ArrayList<>();
        if (!lines.isEmpty()) {
            said.add(count() + " be " + what + ", and are left out:");
            said.addAll(lines);
        }
        return said;
    }

    private String count() {
        return lines.size() == videos
                ? "None of the " + videos + " videos can"
                : lines.size() + " of " + videos + " videos cannot";
    }
}
