package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Window;
import java.util.Base64;
import java.util.List;

/** A page about questions to videos: the windows that answer them, over the time of their videos, with frames. */
public final class AnswersPage {

    private AnswersPage() {}

    /**
     * A question with what was found.
     *
     * @param question as it was asked
     * @param moments best first
     */
    public record Asked(String question, List<Moment> moments) {

        /** Copies the list. */
        public Asked {
            moments = List.copyOf(moments);
        }
    }

    /**
     * A window of a video.
     *
     * @param video its name
     * @param duration seconds of the video
     * @param times from when to when, in words
     * @param frames of the window, in their order
     */
    public record Moment(String video, double duration, Window window, String times, List<Still> frames) {

        /** Copies the list. */
        public Moment {
            frames = List.copyOf(frames);
        }
    }

    /**
     * A frame.
     *
     * @param time in words
     * @param jpeg the file
     */
    public record Still(String time, byte[] jpeg) {}

    /**
     * The page as a file that loads nothing.
     *
     * @param subject what was asked, a file or a folder
     */
    public static String html(String subject, List<Asked> answers) {
        Page page = new Page("Answers", subject);
        for (int i = 0; i < answers.size(); i++) {
            Asked asked = answers.get(i);
            Element section = page.section("question-" + (i + 1), "Question " + (i + 1), "Question " + (i + 1));
            section.add(Element.of("h3").add(Element.foreign(asked.question())));
            for (int rank = 0; rank < asked.moments().size(); rank++) {
                section.add(moment(asked.moments().get(rank), rank + 1));
            }
        }
        return page.html();
    }

    private static Element moment(Moment moment, int rank) {
        Element frames = Element.of("div").with("class", "stills");
        for (Still still : moment.frames()) {
            frames.add(Element.of("figure")
                    .add(Element.of("img")
                            .with("alt", "Frame at " + still.time())
                            .with("src", "data:image/jpeg;base64,"
                                    + Base64.getEncoder().encodeToString(still.jpeg())))
                    .add(Element.of("figcaption", still.time())));
        }
        return Element.of("article")
                .with("class", "query")
                .add(Element.of("p")
                        .add(Element.of("strong", "#" + rank + "  " + moment.times()))
                        .text(" · score " + Figures.score(moment.window().score()) + " · ")
                        .add(Element.foreign(moment.video())))
                .add(Timeline.of(moment.window(), moment.duration(), rank == 1))
                .add(frames);
    }
}
