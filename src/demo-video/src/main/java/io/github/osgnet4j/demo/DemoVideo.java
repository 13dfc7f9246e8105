package io.github.osgnet4j.demo;

import io.github.osgnet4j.encoders.Ffmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts of {@code scripts/demo-video} that are no command of the product: {@code render OUT SEED TRAIN TUNE UNSEEN}
 * makes videos, questions and encoders; {@code compare OUT} checks that {@code ask} answers as {@code ground} does, and {@code verdict OUT LEAST} says
 * what the answers are worth.
 */
public final class DemoVideo {

    private DemoVideo() {}

    /** Exits with 1 where the answers are not good enough, with 2 for other arguments. */
    public static void main(String[] args) throws IOException {
        if (args.length == 6 && args[0].equals("render")) {
            render(
                    Path.of(args[1]),
                    Long.parseLong(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]),
                    Integer.parseInt(args[5]));
        } else if (args.length == 2 && args[0].equals("compare")) {
            List<String> differences = AskedQuestions.compare(Path.of(args[1]));
            differences.forEach(System.err::println);
            System.exit(differences.isEmpty() ? 0 : 1);
        } else if (args.length == 3 && args[0].equals("verdict")) {
            Verdict verdict = Verdict.of(Path.of(args[1]));
            System.out.println(verdict.table());
            System.exit(verdict.passes(Double.parseDouble(args[2])) ? 0 : 1);
        } else {
            System.err.println("usage: render OUT SEED TRAIN TUNE UNSEEN | compare OUT | verdict OUT LEAST");
            System.exit(2);
        }
    }

    private static void render(Path out, long seed, int train, int tune, int unseen) throws IOException {
        EncoderFolders.video(out.resolve("encoders/video"));
        EncoderFolders.text(out.resolve("encoders/text"));
        StoryWriter writer = new StoryWriter(seed);
        List<Story> stories = Stream.generate(writer::next)
                .limit((long) train + tune + unseen)
                .toList();
        List<Story> last = stories.subList(train + tune, stories.size());
        AnnotationLines.write(out.resolve("seen/train.jsonl"), stories.subList(0, train));
        AnnotationLines.write(out.resolve("seen/val.jsonl"), stories.subList(train, train + tune));
        AnnotationLines.write(out.resolve("unseen/val.jsonl"), last);
        AnnotationLines.writeShuffled(out.resolve("shuffled/val.jsonl"), last, seed);
        for (Story story : stories.subList(0, train + tune)) {
            Narration.write(out.resolve("seen/narrations"), story);
        }
        AskedQuestions.write(out, last.get(0));
        Path videos = Files.createDirectories(out.resolve("videos"));
        VideoRenderer renderer = new VideoRenderer(Ffmpeg.find());
        List<Path> made = new ArrayList<>();
        for (Story story : stories) {
            made.add(renderer.render(story, videos));
            if (made.size() % 20 == 0 || made.size() == stories.size()) {
                System.err.println(made.size() + " of " + stories.size() + " videos");
            }
        }
    }
}
