package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.data.prepare.ClassLabels.Like;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TextException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The class whose name is most like a word, by the cosine of the means of their tokens' features. */
final class WordLikeness implements Function<String, Optional<Like>> {

    /** Words of questions, which are like many names and name nothing. */
    private static final Set<String> NO_THINGS = Set.of(
            "a", "after", "and", "any", "are", "at", "before", "by", "can", "color", "colour", "did", "do", "does",
            "for", "from", "had", "has", "have", "how", "i", "in", "into", "is", "it", "its", "last", "many", "me",
            "much", "my", "of", "off", "on", "onto", "or", "out", "over", "person", "put", "see", "that", "the",
            "there", "to", "up", "was", "were", "what", "when", "where", "which", "who", "with", "x", "you");

    private final TextEncoder encoder;
    private final double threshold;
    private final float[][] classes;

    WordLikeness(TextEncoder encoder, List<String> names, double threshold) {
        this.encoder = encoder;
        this.threshold = threshold;
        this.classes = names.stream().map(this::embedding).toArray(float[][]::new);
    }

    @Override
    public Optional<Like> apply(String word) {
        if (NO_THINGS.contains(word)) {
            return Optional.empty();
        }
        float[] own = embedding(word);
        int best = 0;
        double most = -1;
        for (int id = 0; id < classes.length; id++) {
            double cosine = 0;
            for (int c = 0; c < own.length; c++) {
                cosine += own[c] * classes[id][c];
            }
            if (cosine > most) {
                most = cosine;
                best = id;
            }
        }
        return most >= threshold ? Optional.of(new Like(best, Math.min(1, most))) : Optional.empty();
    }

    /** Of length 1; zeros for a text that the encoder cannot take. */
    private float[] embedding(String text) {
        float[] mean;
        try {
            mean = encoder.encode(text).mean();
        } catch (TextException e) {
            return new float[encoder.channels()];
        }
        double square = 0;
        for (float value : mean) {
            square += (double) value * value;
        }
        float length = (float) Math.sqrt(square);
        for (int c = 0; c < mean.length && length > 0; c++) {
            mean[c] /= length;
        }
        return mean;
    }
}
