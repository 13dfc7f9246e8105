package io.github.osgnet4j.data.submission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.submission.SubmissionProblem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code results}, whatever is wrong with its windows.
 *
 * @param id the query it names
 * @param count how many windows it has
 * @param windows the first of them: two or three numbers each, finite or not; nothing where a window is anything else
 */
record SubmittedAnswer(Key id, long count, List<Optional<double[]>> windows) {

    /** Windows that are looked at; a query with more has too many anyway. */
    private static final int MOST_WINDOWS = 100;

    /**
     * Reads the value at the parser's current token.
     *
     * @param file that is read, for messages
     * @param position in the array, for messages
     * @return nothing if it does not name a query and windows, which has then been counted
     * @throws DataException if a field is there twice
     */
    static Optional<SubmittedAnswer> read(JsonParser in, Path file, long position, ProblemTally problems)
            throws IOException {
        return new Reader(in, file, "results[" + position + "]", problems).read();
    }

    private static final class Reader {
        private final JsonParser in;
        private final Path file;
        private final String place;
        private final ProblemTally problems;
        private @Nullable String clip;
        private @Nullable String annotation;
        private @Nullable Integer index;
        private @Nullable List<Optional<double[]>> windows;
        private long count;
        private final List<String> seen = new ArrayList<>();

        Reader(JsonParser in, Path file, String place, ProblemTally problems) {
            this.in = in;
            this.file = file;
            this.place = place;
            this.problems = problems;
        }

        Optional<SubmittedAnswer> read() throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return refuse("no object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                field();
            }
            for (String name : List.of("clip_uid", "annotation_uid", "query_idx", "predicted_times")) {
                if (!seen.contains(name)) {
                    return refuse("'" + name + "' is missing");
                }
            }
            if (clip == null || annotation == null) {
                return refuse("clip_uid and annotation_uid are not both texts");
            }
            if (index == null) {
                return refuse("query_idx is not a whole number from 0");
            }
            if (windows == null) {
                return refuse("predicted_times is not an array");
            }
            return Optional.of(new SubmittedAnswer(new Key(clip, annotation, index), count, windows));
        }

        private Optional<SubmittedAnswer> refuse(String why) {
            problems.add(Kind.ENTRY, place + ": " + why);
            return Optional.empty();
        }

        private void field() throws IOException {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "clip_uid" -> clip = text(name);
                case "annotation_uid" -> annotation = text(name);
                case "query_idx" -> index = index(name);
                case "predicted_times" -> windows(name);
                default -> in.skipChildren();
            }
        }

        private void first(String name) {
            if (seen.contains(name)) {
                throw new DataException("Submission " + file + ": " + place + ": '" + name + "' is there twice");
            }
            seen.add(name);
        }

        private @Nullable String text(String name) throws IOException {
            first(name);
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                return in.getText();
            }
            in.skipChildren();
            return null;
        }

        private @Nullable Integer index(String name) throws IOException {
            first(name);
            boolean whole = in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() == JsonParser.NumberType.INT
                    && in.getIntValue() >= 0;
            in.skipChildren();
            return whole ? in.getIntValue() : null;
        }

        private void windows(String name) throws IOException {
            first(name);
            if (in.currentToken() != JsonToken.START_ARRAY) {
                in.skipChildren();
                return;
            }
            windows = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                Optional<double[]> window = window();
                if (windows.size() < MOST_WINDOWS) {
                    windows.add(window);
                }
                count++;
            }
        }

        private Optional<double[]> window() throws IOException {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                in.skipChildren();
                return Optional.empty();
            }
            double[] numbers = new double[3];
            int size = 0;
            boolean right = true;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                right &= size < numbers.length && in.currentToken().isNumeric();
                if (right) {
                    numbers[size++] = in.getDoubleValue();
                }
                in.skipChildren();
            }
            return right && size >= 2 ? Optional.of(Arrays.copyOf(numbers, size)) : Optional.empty();
        }
    }
}
