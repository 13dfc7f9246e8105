package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.TextFile;
import io.github.osgnet4j.data.submission.ChallengeQueries;
import io.github.osgnet4j.data.submission.ChallengeQueries.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads which queries a challenge asks, of the files that challenges publish and of those that are made of them: {@code
 * nlq_test_unannotated.json}, {@code goalstep_test_unannotated.json}, and JSON lines.
 */
public final class ChallengeAnnotations {
    private static final String CLIPS = "clips";
    private static final String CLIP = "clip_uid";
    private static final String ANNOTATIONS = "annotations";
    private static final String ANNOTATION = "annotation_uid";
    private static final String QUERIES = "language_queries";
    private static final String QUERY = "query";
    private static final String VIDEO = "video_uid";
    private static final String STEPS = "step_segments";
    private static final String[][] ENDS = {
        {"clip_start_sec", "clip_end_sec"}, {"video_start_sec", "video_end_sec"},
    };
    private static final long MAX_BYTES = 1L << 33;

    private final Path file;
    private final Map<Key, Asked> queries = new LinkedHashMap<>();
    private Optional<VideoDurations> durations = Optional.empty();
    private Track track;

    private ChallengeAnnotations(Path file) {
        this.file = file;
    }

    /**
     * Reads a file, plain or in gzip.
     *
     * @param file NLQ's JSON, Goal-Step's test JSON, or JSON lines
     * @param track whose challenge the queries are; where nothing is given, that of the layout or of the queries' type
     * @param videos {@code ego4d.json}, which has the durations that Goal-Step's JSON lacks
     * @param groups {@code goalstep_video_groups.tsv}, for videos that are several
     * @throws DataException naming file and place if it is none of them, holds no query, or the layout is another challenge's
     */
    public static ChallengeQueries read(
            Path file, Optional<Track> track, Optional<Path> videos, Optional<Path> groups) {
        ChallengeAnnotations annotations = new ChallengeAnnotations(file);
        if (isDocument(file)) {
            annotations.durations = videos.map(path -> VideoDurations.read(path, groups));
            annotations.document();
            track.filter(asked -> asked != annotations.track).ifPresent(asked -> {
                throw new DataException(file + ": laid out as " + annotations.track.key() + ", not as " + asked.key());
            });
        } else {
            Annotations.forEach(file, annotations::line);
            annotations.track = track.orElse(annotations.track);
        }
        if (annotations.queries.isEmpty()) {
            throw new DataException(file + ": holds no query; is it the right file?");
        }
        return new ChallengeQueries(annotations.track, annotations.queries);
    }

    /** Whether the file is a JSON document with videos, and not lines of queries. */
    private static boolean isDocument(Path file) {
        try (InputStream text = TextFile.open(file, MAX_BYTES);
                JsonParser in = JsonValues.JSON.createParser(text)) {
            boolean object = in.nextToken() == JsonToken.START_OBJECT;
            while (object && in.nextToken() == JsonToken.FIELD_NAME) {
                if (in.currentName().equals("videos")) {
                    return true;
                }
                in.nextToken();
                in.skipChildren();
            }
            return false;
        } catch (JsonProcessingException e) {
            // The reader of lines says where.
            return false;
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private void line(AnnotatedQuery query) {
        if (track == null) {
            track = query.queryType().equals(Track.NLQ.key()) ? Track.NLQ : Track.GOAL_STEP;
        }
        add(
                new Key(query.videoId(), query.annotationUid(), query.queryIndex()),
                new Asked(OptionalDouble.of(query.duration()), true));
    }

    private void add(Key id, Asked asked) {
        if (queries.put(id, asked) != null) {
            throw new DataException(file + ": " + id + " is there twice");
        }
    }

    private void document() {
        VideoDocument document = new VideoDocument(
                file,
                CLIPS,
                CLIP,
                ANNOTATIONS,
                ANNOTATION,
                QUERIES,
                QUERY,
                VIDEO,
                STEPS,
                ENDS[0][0],
                ENDS[0][1],
                ENDS[1][0],
                ENDS[1][1]);
        document.forEachVideo(this::video);
    }

    private void video(Place video) {
        Track layout = video.has(CLIPS) ? Track.NLQ : Track.GOAL_STEP;
        if (layout == Track.GOAL_STEP && !video.has(STEPS)) {
            throw new DataException(video.name() + ": expected '" + CLIPS + "', as NLQ has them, or '" + STEPS
                    + "', as Goal-Step's test set has them; for other files give the JSON lines that 'osgnet prepare"
                    + " annotations' makes");
        }
        if (track != null && track != layout) {
            throw new DataException(
                    video.name() + ": laid out as " + layout.key() + ", the videos before as " + track.key());
        }
        track = layout;
        if (layout == Track.NLQ) {
            video.at(CLIPS).elements().forEach(this::clip);
        } else {
            steps(video);
        }
    }

    private void clip(Place clip) {
        String id = clip.at(CLIP).text();
        OptionalDouble seconds = seconds(clip);
        for (Place annotation : clip.at(ANNOTATIONS).elements()) {
            String annotationId = annotation.at(ANNOTATION).text();
            List<Place> asked = annotation.at(QUERIES).elements();
            for (int i = 0; i < asked.size(); i++) {
                add(new Key(id, annotationId, i), new Asked(seconds, NlqAnnotations.hasWords(asked.get(i))));
            }
        }
    }

    /** The longer of the two lengths that a clip has, which differ by a frame or two; loaders take the one or the other. */
    private static OptionalDouble seconds(Place clip) {
        OptionalDouble longest = OptionalDouble.empty();
        for (String[] ends : ENDS) {
            if (clip.has(ends[0]) && clip.has(ends[1])) {
                double length = clip.at(ends[1]).minus(clip.at(ends[0])).value();
                longest = OptionalDouble.of(Math.max(length, longest.orElse(0)));
            }
        }
        return longest;
    }

    private void steps(Place video) {
        String id = video.at(VIDEO).text();
        List<Place> steps = video.at(STEPS).elements();
        OptionalDouble seconds = durations.isEmpty() || steps.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        durations.get().of(id, video.name()).number().value());
        for (int i = 0; i < steps.size(); i++) {
            add(new Key(id, id, i), new Asked(seconds, true));
        }
    }
}
