package io.github.osgnet4j.data.annotation;

import com.fasterxml.jackson.core.JacksonException;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers an evaluation counts against ({@code libs/utils/metrics.py}).
 *
 * @param track which says how a query is identified
 * @param segments the answers by query, in the order of the file; an empty list where the file does not know them
 * @param templates the kind of question by query ({@code template} of the challenge's JSON), where the file has it
 */
public record GroundTruth(Track track, Map<Key, List<Segment>> segments, Map<Key, String> templates) {
    private static final long MAX_JSON_BYTES = 1L << 30;

    /** The kind of a question without a template among those that have one. */
    private static final String NO_TEMPLATE = "no template";

    /**
     * A query of a submission.
     *
     * @param clipUid the clip; empty for {@link Track#GOAL_STEP}, which does not look at it
     * @param annotationUid the annotation
     * @param queryIdx the query's position in it
     */
    public record Key(String clipUid, String annotationUid, int queryIdx) {

        @Override
        public String toString() {
            return "query " + queryIdx + " of annotation " + annotationUid + ", clip " + clipUid;
        }
    }

    public GroundTruth {
        segments = Collections.unmodifiableMap(new LinkedHashMap<>(segments));
        templates = Map.copyOf(templates);
    }

    /**
     * Reads {@code json_file} of a config.
     *
     * @param file plain or in gzip: for {@link Track#NLQ} the challenge's JSON (videos, clips, annotations, language_queries), annotated or
     *     not; for {@link Track#GOAL_STEP} an annotation file of JSON lines
     * @throws DataException naming file and place if it is not that
     */
    public static GroundTruth read(Path file, Track track) {
        return track == Track.NLQ ? challenge(file) : of(Annotations.read(file));
    }

    /** The answers that annotations themselves hold, as the evaluation of {@link Track#GOAL_STEP} takes them. */
    public static GroundTruth of(List<AnnotatedQuery> annotations) {
        Map<Key, List<Segment>> found = new LinkedHashMap<>();
        annotations.forEach(
                query -> found.put(new Key("", query.annotationUid(), query.queryIndex()), query.timestamps()));
        return new GroundTruth(Track.GOAL_STEP, found, Map.of());
    }

    /** The answers to a query of a submission; absent if the file does not have the query. */
    public Optional<List<Segment>> of(String clipUid, String annotationUid, int queryIdx) {
        return Optional.ofNullable(segments.get(key(clipUid, annotationUid, queryIdx)));
    }

    /** The answers to an annotated query; absent if the file does not have it, or if its id names no query of a submission. */
    public Optional<List<Segment>> of(AnnotatedQuery query) {
        return key(query).map(segments::get);
    }

    /**
     * The kind of question an annotated query is: its template, or "no template" among others that have one; the type of
     * the annotation where the file has no templates.
     */
    public String kind(AnnotatedQuery query) {
        return key(query).map(templates::get).orElseGet(() -> templates.isEmpty() ? query.queryType() : NO_TEMPLATE);
    }

    private Key key(String clipUid, String annotationUid, int queryIdx) {
        return new Key(track == Track.NLQ ? clipUid : "", annotationUid, queryIdx);
    }

    private Optional<Key> key(AnnotatedQuery query) {
        try {
            return Optional.of(key(query.videoId(), query.annotationUid(), query.queryIndex()));
        } catch (DataException e) {
            // No submission can name it.
            return Optional.empty();
        }
    }

    /** How many queries there are, answered or not. */
    public int queries() {
        return segments.size();
    }

    private static GroundTruth challenge(Path file) {
        Map<Key, List<Segment>> segments = new LinkedHashMap<>();
        Map<Key, String> templates = new HashMap<>();
        for (JsonFields video : document(file).objects("videos")) {
            for (JsonFields clip : video.objects("clips")) {
                for (JsonFields annotation : clip.objects("annotations")) {
                    List<JsonFields> queries = annotation.objects("language_queries");
                    for (int i = 0; i < queries.size(); i++) {
                        Key key = new Key(clip.text("clip_uid"), annotation.text("annotation_uid"), i);
                        segments.put(key, answer(queries.get(i)));
                        if (queries.get(i).has("template")) {
                            templates.put(key, queries.get(i).text("template"));
                        }
                    }
                }
            }
        }
        return new GroundTruth(Track.NLQ, segments, templates);
    }

    private static List<Segment> answer(JsonFields query) {
        List<Segment> answers = new ArrayList<>();
        if (query.has("clip_start_sec") || query.has("clip_end_sec")) {
            answers.add(new Segment(query.number("clip_start_sec"), query.number("clip_end_sec")));
        }
        return List.copyOf(answers);
    }

    static JsonFields document(Path file) {
        try (InputStream text = TextFile.open(file, MAX_JSON_BYTES)) {
            JsonFields document = new JsonFields(file.toString(), JsonFields.JSON.readTree(text));
            if (!document.has("videos")) {
                throw notTheChallenges(file, "'videos' is missing", null);
            }
            return document;
        } catch (JacksonException e) {
            throw notTheChallenges(file, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static DataException notTheChallenges(Path file, String reason, @Nullable Exception cause) {
        return new DataException(
                file + " is not the challenge's JSON: " + reason
                        + "; is the config's track right? nlq needs JSON, goal_step JSON lines",
                cause);
    }
}
