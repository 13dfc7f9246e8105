package io.github.osgnet4j.train;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random numbers that depend only on a seed and a position, so that a resumed run draws the same numbers. */
final class Seeds {

    private static final String ALGORITHM = "L64X128MixRandom";

    private Seeds() {}

    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of(ALGORITHM).create(seed);
    }

    /** A seed for a place, such as an epoch or a step and a batch in it. */
    static long at(long seed, long... place) {
        long mixed = seed;
        for (long p : place) {
            mixed = mix(mixed ^ mix(p + 0x9E3779B97F4A7C15L));
        }
        return mixed;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
