package io.github.osgnet4j.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Invents stories. In each, two things have a sibling that differs from them in kind, colour or motion alone, so that no
 * word of a question about them can be missed.
 */
final class StoryWriter {

    static final int WIDTH = 128;
    static final int HEIGHT = 96;

    private static final double SHORTEST = 27;
    private static final double LONGEST = 32;

    private final Random random;

    /** Stories of a seed; equal seeds give equal stories in equal order. */
    StoryWriter(long seed) {
        this.random = new Random(seed);
    }

    /** The next story. */
    Story next() {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        List<Thing> things = things();
        List<Appearance> appearances = new ArrayList<>();
        double seconds;
        do {
            appearances.clear();
            double time = between(0.5, 2);
            for (Thing thing : things) {
                Appearance next = appearance(thing, time, between(3, 5.5));
                appearances.add(next);
                time = next.end() + (random.nextInt(5) == 0 ? between(-1, 0) : between(0.7, 2.2));
            }
            seconds = Math.ceil(appearances.get(appearances.size() - 1).end() + between(0.5, 2));
        } while (seconds < SHORTEST || seconds > LONGEST);
        List<Double> cuts = new ArrayList<>();
        for (double cut = between(5, 15); cut < seconds - 2; cut += between(8, 25)) {
            cuts.add(cut);
        }
        return new Story(id, random.nextLong(), seconds, List.copyOf(appearances), cuts, questions(appearances));
    }

    /** Two things with a sibling each, and one more. */
    private List<Thing> things() {
        Set<Thing> things = new LinkedHashSet<>();
        while (things.size() < 4) {
            Thing one = thing();
            Thing sibling = sibling(one);
            if (sibling.visible() && !things.contains(one) && !things.contains(sibling)) {
                things.add(one);
                things.add(sibling);
            }
        }
        while (things.size() < 5) {
            things.add(thing());
        }
        List<Thing> order = new ArrayList<>(things);
        Collections.shuffle(order, random);
        return order;
    }

    private Thing thing() {
        Thing thing;
        do {
            thing = new Thing(any(Kind.values()), any(Hue.values()), any(Motion.values()));
        } while (!thing.visible());
        return thing;
    }

    /** Differs in one respect. */
    private Thing sibling(Thing of) {
        return switch (random.nextInt(3)) {
            case 0 -> new Thing(other(Kind.values(), of.kind()), of.hue(), of.motion());
            case 1 -> new Thing(of.kind(), other(Hue.values(), of.hue()), of.motion());
            default -> new Thing(of.kind(), of.hue(), other(Motion.values(), of.motion()));
        };
    }

    private Appearance appearance(Thing thing, double start, double seconds) {
        Motion motion = thing.motion();
        double radius = between(14, 16.5);
        double room = motion.dx() != 0 ? WIDTH - 2 * radius : HEIGHT - 2 * radius;
        double speed = between(0.55, 1) * Math.min(21, room / seconds);
        double way = speed * seconds;
        double x = start(motion.dx(), WIDTH, radius, way);
        double y = start(motion.dy(), HEIGHT, radius, way);
        return new Appearance(thing, start, start + seconds, x, y, radius, speed, between(0, 2 * Math.PI));
    }

    /** A place from which the whole way is inside the image. */
    private double start(int direction, double size, double radius, double way) {
        double low = radius + (direction < 0 ? way : 0);
        double high = size - radius - (direction > 0 ? way : 0);
        return between(low, Math.max(low, high));
    }

    /** A question with all words about every appearance, and a short one where one word is enough. */
    private List<Question> questions(List<Appearance> appearances) {
        List<Question> questions = new ArrayList<>();
        for (Appearance answer : appearances) {
            questions.add(new Question(words(answer.thing()), answer));
            shortWords(answer.thing(), appearances).ifPresent(text -> questions.add(new Question(text, answer)));
        }
        return List.copyOf(questions);
    }

    /** A question about one respect in which a thing differs from all others. */
    private Optional<String> shortWords(Thing thing, List<Appearance> all) {
        List<Thing> things = all.stream().map(Appearance::thing).toList();
        List<String> texts = new ArrayList<>();
        if (things.stream().filter(t -> t.hue() == thing.hue()).count() == 1) {
            texts.add("When was something " + any(thing.hue().names()) + " there?");
            texts.add("Where did I see the " + any(thing.hue().names()) + " thing?");
        }
        if (things.stream().filter(t -> t.kind() == thing.kind()).count() == 1) {
            texts.add("When was there a " + any(thing.kind().names()) + "?");
            texts.add("Where did I see the " + any(thing.kind().names()) + "?");
        }
        if (things.stream().filter(t -> t.motion() == thing.motion()).count() == 1) {
            texts.add("When did something " + any(thing.motion().verbs()).base() + "?");
            texts.add("What was " + any(thing.motion().verbs()).continuous() + "?");
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(any(texts));
    }

    private String words(Thing thing) {
        Motion.Verb verb = any(thing.motion().verbs());
        String what = any(thing.hue().names()) + " " + any(thing.kind().names());
        return switch (random.nextInt(6)) {
            case 0 -> "When did the " + what + " " + verb.base() + "?";
            case 1 -> "Where was the " + what + " when it " + verb.past() + "?";
            case 2 -> "When was a " + what + " " + verb.continuous() + "?";
            case 3 -> "Where did I see the " + what + " " + verb.continuous() + "?";
            case 4 -> "Show me the " + what + " " + verb.continuous() + ".";
            default -> "What was the " + what + " doing when it " + verb.past() + "?";
        };
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T other(T[] values, T than) {
        T value;
        do {
            value = any(values);
        } while (value.equals(than));
        return value;
    }
}
