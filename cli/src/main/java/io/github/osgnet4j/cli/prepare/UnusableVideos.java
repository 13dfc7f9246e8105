package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Failures;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.EncodingCancelledException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The videos of a job that cannot be used, with the reasons, while the job goes on with the others. */
final class UnusableVideos {

    private final int videos;
    private final List<String> lines = new ArrayList<>();

    /** None so far of so many videos. */
    UnusableVideos(int videos) {
        this.videos = videos;
    }

    /** Notes a video; what is not the matter of this video alone, or of the only one there is, is thrown again. */
    void add(SourceFile source, RuntimeException problem) {
        boolean ofVideo = problem instanceof EncoderException && !(problem instanceof EncodingCancelledException)
                || problem instanceof DataException
                || problem instanceof UncheckedIOException;
        if (!ofVideo || videos == 1) {
            throw problem;
        }
        String file = source.file().toString();
        String reason = Failures.message(problem);
        lines.add("  " + (reason.contains(file) ? reason : file + ": " + reason));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** How many of how many there are, in words. */
    String count() {
        return lines.size() == videos
                ? "None of the " + videos + " videos can"
                : lines.size() + " of " + videos + " videos cannot";
    }

    /** A line for each. */
    List<String> lines() {
        return lines;
    }

    /** All of them, with what is to be said of the others. */
    CommandException failure(String what, String others) {
        return new CommandException(count() + " be " + what + others + ":", lines);
    }
}
