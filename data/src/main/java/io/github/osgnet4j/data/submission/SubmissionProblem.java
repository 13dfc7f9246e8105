package io.github.osgnet4j.data.submission;

import java.util.List;

/**
 * Something that is wrong with a submission, however often.
 *
 * @param kind what it is
 * @param count how often
 * @param examples the first of them, with what was found
 */
public record SubmissionProblem(Kind kind, long count, List<String> examples) {

    /** Copies the list. */
    public SubmissionProblem {
        examples = List.copyOf(examples);
    }

    /** What can be wrong. */
    public enum Kind {
        /** Larger than an upload may be. */
        SIZE("file is too large to upload", "Leave out scores and further windows: --format codabench does"),
        /** Neither JSON nor a zip of one JSON file. */
        PACKING(
                "thing about the file is not as the server unpacks it",
                "Upload JSON, or a zip with nothing but one JSON file in it: --format codabench writes that"),
        /** The version is missing or another. */
        VERSION("version is missing or wrong", "Write \"version\": \"1.0\""),
        /** The challenge is missing or another. */
        CHALLENGE(
                "challenge is missing or wrong",
                "Take the file of this challenge, or name the one it is for with --track"),
        /** An entry that is not one answer to one query. */
        ENTRY(
                "result is not an answer to a query",
                "Each result is an object with the texts clip_uid and annotation_uid, the whole number query_idx from"
                        + " 0, and the array predicted_times"),
        /** A query of the test set without an answer. */
        MISSING("query has no answer", "Ground the queries that were left out, or add the answers of another model"),
        /** A query with more than one answer. */
        TWICE("query is answered more than once", "Keep one answer a query"),
        /** An answer to a query that is not in the annotations. */
        UNKNOWN(
                "answer belongs to no query of the annotations",
                "Take the annotations of the split that was predicted; the query_idx counts from 0 within an"
                        + " annotation"),
        /** An answer whose clip is not the annotation's. */
        CLIP(
                "answer names another clip than the annotations",
                "Take the clip_uid of the annotations; in Goal-Step clip_uid and annotation_uid are both the video's"
                        + " id"),
        /** Not five windows. */
        WINDOWS(
                "query has not exactly five windows",
                "Ask for five (--top-k 5); --format codabench cuts off the others and repeats the last where there are"
                        + " fewer"),
        /** A window that is not two numbers, or three. */
        WINDOW("window is not [start, end]", "Write two numbers, or three with the score"),
        /** A window with NaN or an infinity, which is no JSON either. */
        NOT_FINITE("window has a number that is not finite", "Look for the cause in the features of the clip"),
        /** A window that begins before the clip does. */
        NEGATIVE("window starts before 0", "Count seconds from the start of the clip"),
        /** A window that ends before it starts. */
        REVERSED("window ends before it starts", "Write the start first"),
        /** A window that ends after the clip does. */
        BEYOND(
                "window ends after its clip",
                "Count seconds from the start of the clip, not of the video; see that the clip's duration is right"),
        /** Windows whose scores rise, though nothing says that anything else decided their order. */
        ORDER(
                "query has a window after one with a lower score",
                "Put the best window first: servers look at the order alone. 'osgnet sequence', and 'ground' and"
                        + " 'merge' of a job with --sequence, write \"order\": \"steps\" into a file whose scores need not"
                        + " fall");

        private final String complaint;
        private final String advice;

        Kind(String complaint, String advice) {
            this.complaint = complaint;
            this.advice = advice;
        }

        /** What to do. */
        public String advice() {
            return advice;
        }
    }

    /** What is wrong, in a few words with the count. */
    public String message() {
        return count + " x " + kind.complaint;
    }
}
