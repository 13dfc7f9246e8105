package io.github.osgnet4j.cli.ask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Windows as subtitles, which players show over the video while it is in them. */
public enum Subtitles {
    /** SubRip. */
    SRT(',', ""),
    /** WebVTT. */
    VTT('.', "WEBVTT");

    /** Lines end so in both formats on all systems. */
    private static final char END = (char) 10;

    private final char mark;
    private final String head;

    Subtitles(char mark, String head) {
        this.mark = mark;
        this.head = head;
    }

    /** The ending of names of such files. */
    public String ending() {
        return "." + name().toLowerCase(Locale.ROOT);
    }

    /** The windows of all answers in the order in which they begin, each with its question, place and score. */
    public String of(List<Answer> answers) {
        record Cue(double start, double end, String text) {}
        List<Cue> cues = new ArrayList<>();
        for (Answer answer : answers) {
            int rank = 0;
            for (FoundWindow found : answer.windows()) {
                String text = String.format(
                        Locale.ROOT,
                        "%s (%d, %.2f)",
                        line(answer.question()),
                        ++rank,
                        found.window().score());
                cues.add(new Cue(found.window().start(), found.window().end(), text));
            }
        }
        cues.sort(Comparator.comparingDouble(Cue::start));
        StringBuilder out = new StringBuilder();
        if (!head.isEmpty()) {
            out.append(head).append(END).append(END);
        }
        int number = 0;
        for (Cue cue : cues) {
            out.append(++number)
                    .append(END)
                    .append(ClockTime.ofSubtitle(cue.start(), mark))
                    .append(" --> ")
                    .append(ClockTime.ofSubtitle(cue.end(), mark))
                    .append(END)
                    .append(cue.text())
                    .append(END)
                    .append(END);
        }
        return out.toString();
    }

    /** In one line, without what would be markup. */
    private String line(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return this == VTT
                ? line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                : line.replace("-->", "->").replace('<', '(').replace('>', ')');
    }
}
