package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A picture of all windows: under each question, for each window a line of words and its frames with their times. */
final class ContactSheet {

    private static final int GAP = 12;
    private static final int SMALL = 2;
    private static final int LARGE = 3;
    private static final int TITLE = PixelFont.HEIGHT * LARGE + GAP;
    private static final int LINE = PixelFont.HEIGHT * SMALL + GAP;
    private static final int WIDTH = GAP + Stills.COUNT * (Stills.WIDTH + GAP);

    private static final int PAPER = 0xffffff;
    private static final int INK = 0x1c2430;
    private static final int PALE = 0x56616e;

    private final Stills stills;

    ContactSheet(Stills stills) {
        this.stills = stills;
    }

    void write(Path file, List<Answer> answers, boolean names) {
        int height = GAP;
        for (Answer answer : answers) {
            height += TITLE;
            for (FoundWindow found : answer.windows()) {
                height += LINE + stills.height(found.source()) + GAP / 2 + LINE;
            }
        }
        Picture sheet = new Picture(WIDTH, height, PAPER);
        int top = GAP;
        for (Answer answer : answers) {
            sheet.text(GAP, top, LARGE, INK, WIDTH - GAP, answer.question());
            top += TITLE;
            int rank = 0;
            for (FoundWindow found : answer.windows()) {
                top = window(sheet, top, found, ++rank, names);
            }
        }
        FileReplacement.write(file, sheet::write);
    }

    private int window(Picture sheet, int from, FoundWindow found, int rank, boolean names) {
        String line = String.format(
                Locale.ROOT,
                "%d  %s - %s  %.3f%s",
                rank,
                ClockTime.of(found.window().start()),
                ClockTime.of(found.window().end()),
                found.window().score(),
                names ? "  " + found.source().name() : "");
        int top = from;
        sheet.text(GAP, top, SMALL, INK, WIDTH - GAP, line);
        top += LINE;
        int left = GAP;
        int height = stills.height(found.source());
        for (double time : Stills.times(found)) {
            sheet.put(left, top, Stills.WIDTH, stills.pixels(found.source(), time));
            sheet.text(left, top + height + GAP / 2, SMALL, PALE, left + Stills.WIDTH, ClockTime.of(time));
            left += Stills.WIDTH + GAP;
        }
        return top + height + GAP / 2 + LINE;
    }
}
