package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The JSON of Ego4D Goal-Step as rows, the way {@code step_grounding/tools/parse_goalstep_jsons.py} of ego4d-goalstep and
 * {@code reformat_data.py} of GroundNLQ make them one after the other: a step, its substeps, the next step.
 */
final class GoalStepAnnotations {
    private static final String VIDEO = "video_uid";
    private static final String START = "start_time";
    private static final String END = "end_time";
    private static final String SEGMENTS = "segments";
    private static final String STEPS = "step_segments";
    private static final String DESCRIPTION = "step_description";
    private static final String QUERIES = "queries";
    private static final String VIDEOS = "videos";

    private final RowWriter rows;
    private final Tally tally;

    private GoalStepAnnotations(RowWriter rows, Tally tally) {
        this.rows = rows;
        this.tally = tally;
    }

    /** Train or val, whose times are those of the file: the goal's start is subtracted from nothing but the duration. */
    static Tally convert(Path json, Path target) {
        VideoDocument document = new VideoDocument(json, VIDEO, START, END, SEGMENTS, DESCRIPTION);
        Tally tally = new Tally(QUERIES, "steps", "substeps", VIDEOS);
        FileReplacement.write(target, out -> {
            GoalStepAnnotations converter = new GoalStepAnnotations(new RowWriter(out), tally);
            document.forEachVideo(converter::video);
        });
        return tally;
    }

    /** Test, where only descriptions are public; durations are those of the videos. */
    static Tally convertTest(Path json, VideoDurations durations, Path target) {
        VideoDocument document = new VideoDocument(json, VIDEO, STEPS, DESCRIPTION);
        Tally tally = new Tally(QUERIES, VIDEOS);
        FileReplacement.write(target, out -> {
            GoalStepAnnotations converter = new GoalStepAnnotations(new RowWriter(out), tally);
            document.forEachVideo(video -> converter.testVideo(video, durations));
        });
        return tally;
    }

    private void video(Place video) throws IOException {
        tally.count(VIDEOS);
        Goal goal = new Goal(video.at(VIDEO).text(), video.at(START), video.at(END));
        for (Place step : video.at(SEGMENTS).elements()) {
            tally.count("steps");
            write(goal, step);
            for (Place substep : step.at(SEGMENTS).elements()) {
                tally.count("substeps");
                write(goal, substep);
                if (substep.has(SEGMENTS)) {
                    tally.leaveOut(
                            "segments deeper than substeps",
                            substep.at(SEGMENTS).value().size());
                }
            }
        }
    }

    private void write(Goal goal, Place segment) throws IOException {
        String query = description(segment);
        PythonNumber start = segment.at(START).number();
        PythonNumber end = segment.at(END).number();
        if (end.minus(start).compareTo(PythonNumber.ZERO) <= 0) {
            throw new DataException(segment.name() + ": expected an " + END + " after the " + START + ", found " + start
                    + " to " + end);
        }
        String id = goal.id() + "_" + goal.queries++;
        rows.write(QueryRow.of("query", query, id, goal.duration(), goal.video, "goal_step")
                .window(start, end)
                .json());
        tally.count(QUERIES);
    }

    private void testVideo(Place video, VideoDurations durations) throws IOException {
        tally.count(VIDEOS);
        String id = video.at(VIDEO).text();
        Place duration = durations.of(id, video.name());
        List<Place> steps = video.at(STEPS).elements();
        for (int i = 0; i < steps.size(); i++) {
            String query = description(steps.get(i));
            rows.write(QueryRow.of("query", query, id + "_" + i, duration.number(), id, "goal_step")
                    .json());
            tally.count(QUERIES);
        }
        if (steps.isEmpty()) {
            tally.leaveOut("videos without a step");
        }
    }

    private static String description(Place segment) {
        Place description = segment.at(DESCRIPTION);
        String text = PythonWhiteSpace.strip(description.text());
        if (text.isEmpty()) {
            throw description.expected("a description");
        }
        return text;
    }

    /** The one goal of a video, whose queries are counted together. */
    private static final class Goal {
        private final String video;
        private final Place start;
        private final Place end;
        private int queries;

        Goal(String video, Place start, Place end) {
            this.video = video;
            this.start = start;
            this.end = end;
        }

        String id() {
            return video + "_" + start.number() + "_" + end.number();
        }

        PythonNumber duration() {
            return end.minus(start);
        }
    }
}
