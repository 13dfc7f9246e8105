package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.data.prepare.ClassLabels;
import io.github.osgnet4j.data.sample.LabelledClasses;
import io.github.osgnet4j.encoders.ObjectClasses;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a network is shown of the objects in videos, question by question. */
public final class ObjectView {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectView.class);
    private static final int EXAMPLES = 5;

    private final ObjectClasses classes;
    private final Optional<ClassLabels> labels;
    private final Manifest.Preprocessing made;
    private final Path names;
    private final Map<String, Integer> unknown = new TreeMap<>();

    /**
     * Of some classes.
     *
     * @param made how features and queries of the training were made
     * @param names the file of their names, for messages
     */
    ObjectView(ObjectClasses classes, Manifest.Preprocessing made, Path names) {
        this.classes = classes;
        this.made = made;
        // The network may see only what a question names.
        this.labels = made.objects() == Manifest.ObjectSource.LABELS
                ? Optional.of(new ClassLabels(classes.names(), word -> Optional.empty()))
                : Optional.empty();
        this.names = names;
    }

    /**
     * How questions become inputs that see what a detector sees in a video.
     *
     * @param encoding told of a video that is looked at, before it is
     * @throws io.github.osgnet4j.encoders.EncoderException if it cannot be
     */
    public Function<Question, QueryInput> inputs(
            Source source, VideoFeatures features, EncodedVideos videos, EncodedVideos.Encoding encoding) {
        ObjectClasses.Seen seen =
                classes.of(videos.objects(source, made.fps(), made.featStride(), encoding), features.steps());
        seen.unknown().forEach((label, count) -> unknown.merge(label, count, Integer::sum));
        return question -> input(question, seen.steps());
    }

    private QueryInput input(Question question, List<int[]> seen) {
        List<int[]> shown = labels.map(l -> LabelledClasses.select(l.of(question.text()), seen))
                .orElse(seen);
        return question.input().withObjects(new StepObjects.Classes(shown.toArray(int[][]::new)));
    }

    /** Says what the detector saw that is no class. */
    public void report() {
        if (!unknown.isEmpty()) {
            int count = unknown.values().stream().mapToInt(Integer::intValue).sum();
            LOG.warn(
                    "{} objects of {} labels of the detector are not names in {}, and not shown: {}",
                    count,
                    unknown.size(),
                    names,
                    unknown.keySet().stream().limit(EXAMPLES).toList());
        }
    }
}
