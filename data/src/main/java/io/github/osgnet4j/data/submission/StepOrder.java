package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The order in which an annotation file names the steps of each video: that of its lines. The queries of one annotation of
 * one video are a sequence; answers need not be known, so that a test split has an order too.
 */
public final class StepOrder {

    /** Queries whose order tells of how they were annotated, not of what people do. */
    private static final Set<String> ORDERED_BY_ANNOTATORS = Set.of("nlq");

    private final Map<GroundTruth.Key, Integer> places = new HashMap<>();
    private final boolean leaks;

    /**
     * The order of queries.
     *
     * @param queries as an annotation file has them
     * @throws DataException if the id of one does not end in an underscore and a number, or one is there twice
     */
    public StepOrder(List<AnnotatedQuery> queries) {
        for (AnnotatedQuery q : queries) {
            GroundTruth.Key key = new GroundTruth.Key(q.videoId(), q.annotationUid(), q.queryIndex());
            if (places.putIfAbsent(key, places.size()) != null) {
                throw new DataException("Query " + q.queryId() + " of video " + q.videoId()
                        + " is twice in the annotations; a step has one place in their order");
            }
        }
        leaks = queries.stream().map(AnnotatedQuery::queryType).anyMatch(StepOrder::leaks);
    }

    /**
     * Whether the order gives answers away that nobody would know who asks: queries of NLQ, which annotators wrote down
     * while they watched.
     */
    public boolean leaks() {
        return leaks;
    }

    /** Whether the order of queries of a type does ({@code query_type} of annotations). */
    public static boolean leaks(String queryType) {
        return ORDERED_BY_ANNOTATORS.contains(queryType);
    }

    /** How many queries there are. */
    public int size() {
        return places.size();
    }

    /**
     * The sequences of predictions, each in the order of its steps; sequences in the order of their first predictions. Steps
     * without a prediction are not there.
     *
     * @throws DataException naming a prediction whose query the annotations do not have
     */
    public List<List<Prediction>> sequences(List<Prediction> predictions) {
        Map<List<String>, TreeMap<Integer, Prediction>> sequences = new LinkedHashMap<>();
        for (Prediction p : predictions) {
            Integer place = places.get(p.key());
            if (place == null) {
                throw new DataException("Prediction of query " + p.queryId() + " of video " + p.clipUid()
                        + ": the annotations have no such query, and so no place for it in the order of steps;"
                        + " are they of this split?");
            }
            sequences
                    .computeIfAbsent(List.of(p.clipUid(), p.annotationUid()), k -> new TreeMap<>())
                    .put(place, p);
        }
        return sequences.values().stream()
                .map(steps -> List.copyOf(steps.values()))
                .toList();
    }

    /**
     * Predictions in their order, the windows of each as a decoder orders them.
     *
     * @param most windows of each that stay: the first in that order
     * @throws DataException as {@link #sequences}, or if a window has numbers that cannot be compared
     */
    public List<Prediction> decode(List<Prediction> predictions, SequenceDecoder decoder, int most) {
        Map<GroundTruth.Key, List<Window>> ordered = new HashMap<>();
        for (List<Prediction> steps : sequences(predictions)) {
            List<List<Window>> windows = ordered(steps, decoder, most);
            for (int i = 0; i < steps.size(); i++) {
                ordered.put(steps.get(i).key(), windows.get(i));
            }
        }
        List<Prediction> result = new ArrayList<>(predictions.size());
        for (Prediction p : predictions) {
            result.add(new Prediction(p.queryIdx(), p.annotationUid(), p.clipUid(), ordered.get(p.key())));
        }
        return result;
    }

    private static List<List<Window>> ordered(List<Prediction> steps, SequenceDecoder decoder, int most) {
        try {
            return decoder.order(steps.stream().map(Prediction::windows).toList(), most);
        } catch (PostprocessException e) {
            throw new DataException(
                    "Predictions of video " + steps.get(0).clipUid() + ", counted from 0: " + e.getMessage(), e);
        }
    }
}
