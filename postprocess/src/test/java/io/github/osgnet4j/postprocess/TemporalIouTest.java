package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TemporalIouTest {

    @Property
    void isSymmetricAndBetweenZeroAndOne(@ForAll("windows") Window a, @ForAll("windows") Window b) {
        double iou = TemporalIou.of(a, b);

        assertEquals(iou, TemporalIou.of(b, a));
        assertTrue(iou >= 0 && iou <= 1, () -> "IoU " + iou);
    }

    @Property
    void ofAWindowWithItselfIsOneIfItHasLength(@ForAll("windows") Window window) {
        assertEquals(window.length() > 0 ? 1 : 0, TemporalIou.of(window, window));
    }

    @Test
    void isOverlapPerUnion() {
        assertEquals(0.25, TemporalIou.of(new Window(0, 5, 0), new Window(3, 8, 0)));
        assertEquals(0, TemporalIou.of(new Window(0, 3, 0), new Window(3, 8, 0)));
    }

    @Provide
    Arbitrary<Window> windows() {
        Arbitrary<Double> time = Arbitraries.doubles().between(0, 1000);
        Arbitrary<Double> length = Arbitraries.doubles().between(0, 100);
        return Combinators.combine(time, length).as((start, span) -> new Window(start, start + span, 0));
    }
}
