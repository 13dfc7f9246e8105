package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Answers the queries of one clip in the thread of the caller, for jobs that an engine distributes: the windows are those
 * of a {@link BatchJob} that asks one query at a time. Thread-safe.
 */
public final class ClipGrounder {

    private final DatasetInputs inputs;
    private final Grounder grounder;
    private final OptionalInt topK;
    private final boolean skipUnusable;

    /**
     * A grounder of clips.
     *
     * @param grounder of a bundle that {@linkplain BundleFit fits} the config of the inputs' dataset
     * @param topK maximum number of windows per query; the bundle's own number if empty
     * @param skipUnusable whether a query whose data is missing or unusable is left out; otherwise it is an error
     */
    public ClipGrounder(DatasetInputs inputs, Grounder grounder, OptionalInt topK, boolean skipUnusable) {
        this.inputs = inputs;
        this.grounder = grounder;
        this.topK = topK;
        this.skipUnusable = skipUnusable;
    }

    /**
     * Encodes the clip and answers its queries.
     *
     * @param clip queries of one video, at least one
     * @return an answer to each, in order
     * @throws UnusableDataException if the data of a query is, and none may be left out
     */
    public List<JournalEntry> ground(List<AnnotatedQuery> clip) {
        String id = clip.get(0).videoId();
        EncodedVideo video;
        try {
            video = grounder.encode(inputs.video(id));
        } catch (DataException | InputException | NotFiniteException e) {
            String reason = unusable("Video", id, e);
            return clip.stream().map(q -> JournalEntry.missing(q, reason)).toList();
        }
        List<JournalEntry> answers = new ArrayList<>();
        for (AnnotatedQuery q : clip) {
            answers.add(answer(video, q));
        }
        return answers;
    }

    private JournalEntry answer(EncodedVideo video, AnnotatedQuery q) {
        try {
            int most = topK.orElse(grounder.manifest().ranking().maxWindows());
            return JournalEntry.answered(q, grounder.ground(video, inputs.query(q), q.duration(), most));
        } catch (DataException | InputException | NotFiniteException | PostprocessException e) {
            return JournalEntry.missing(q, unusable("Query", q.queryId(), e));
        }
    }

    private String unusable(String kind, String id, RuntimeException e) {
        return UnusableDataException.reason(skipUnusable, kind, id, e);
    }
}
