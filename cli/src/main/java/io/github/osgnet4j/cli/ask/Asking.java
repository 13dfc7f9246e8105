package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Questions asked of one video after the other; the windows of all of them are ranked together.
 *
 * @see ArchiveRanking
 */
public final class Asking {

    private final Grounder grounder;
    private final List<Question> questions;
    private final int topK;
    private final List<List<FoundWindow>> found = new ArrayList<>();

    /**
     * No video has been asked.
     *
     * @param topK windows of an answer at most
     */
    public Asking(Grounder grounder, List<Question> questions, int topK) {
        this.grounder = grounder;
        this.questions = List.copyOf(questions);
        this.topK = topK;
        questions.forEach(question -> found.add(new ArrayList<>()));
    }

    /**
     * Asks all questions of a video.
     *
     * @param objects what each of them sees
     */
    public void ask(Source source, VideoFeatures features, Function<Question, QueryInput> objects) {
        EncodedVideo video = grounder.encode(new VideoInput(source.name(), features.values(), features.steps()));
        List<QueryInput> inputs = questions.stream().map(objects).toList();
        List<List<Window>> windows = grounder.ground(video, inputs, features.duration(), topK);
        for (int i = 0; i < windows.size(); i++) {
            for (Window window : windows.get(i)) {
                found.get(i).add(new FoundWindow(source, features.duration(), window));
            }
        }
    }

    /** The answers from all videos so far, in the order of the questions. */
    public List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            answers.add(new Answer(questions.get(i).text(), ArchiveRanking.best(found.get(i), topK)));
        }
        return answers;
    }
}
