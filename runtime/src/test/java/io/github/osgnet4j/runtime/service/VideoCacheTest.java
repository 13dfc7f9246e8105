package io.github.osgnet4j.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.service.VideoCache.Encoding;
import io.github.osgnet4j.runtime.service.VideoCache.Hit;
import io.github.osgnet4j.runtime.service.VideoCache.Key;
import io.github.osgnet4j.runtime.service.VideoCache.Miss;
import io.github.osgnet4j.runtime.service.VideoCache.Wait;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VideoCacheTest {

    private static final String GRAPH = "graph";

    private final VideoCache cache = new VideoCache(100, GRAPH);

    private static EncodedVideo encoded(String id, int bytes) {
        return TinyBundle.encoded(id, bytes, GRAPH);
    }

    private static Key key(String id) {
        return new Key(id, 0, GRAPH);
    }

    private Encoding miss(Key key) {
        return assertInstanceOf(Miss.class, cache.find(key)).encoding();
    }

    private EncodedVideo put(String id, int bytes) {
        EncodedVideo video = encoded(id, bytes);
        cache.done(miss(key(id)), video);
        return video;
    }

    private boolean holds(String id) {
        if (cache.find(key(id)) instanceof Miss miss) {
            cache.failed(miss.encoding());
            return false;
        }
        return true;
    }

    @Test
    void theLeastRecentlyUsedGoFirst() {
        put("a", 40);
        put("b", 40);
        assertTrue(holds("a"));
        put("c", 40);
        assertFalse(holds("b"));
        assertTrue(holds("a") && holds("c"));
        assertEquals(80, cache.bytes());
        put("d", 100);
        assertEquals(1, cache.size());
        assertEquals(100, cache.bytes());
    }

    @Test
    void aVideoLargerThanTheCacheIsNotKeptAndPushesNothingOut() {
        put("a", 40);
        put("large", 104);
        assertFalse(holds("large"));
        assertTrue(holds("a"));
    }

    @Test
    void whoComesLaterWaitsForWhoCameFirst() {
        Encoding first = miss(key("a"));
        Encoding second = assertInstanceOf(Wait.class, cache.find(key("a"))).encoding();
        assertSame(first, second);
        EncodedVideo video = encoded("a", 40);
        cache.done(first, video);
        assertSame(video, second.result().join().orElseThrow());
        assertSame(video, assertInstanceOf(Hit.class, cache.find(key("a"))).video());
    }

    @Test
    void afterAFailureTheNextOneTries() {
        Encoding first = miss(key("a"));
        Encoding second = assertInstanceOf(Wait.class, cache.find(key("a"))).encoding();
        cache.failed(first);
        assertEquals(Optional.empty(), second.result().join());
        assertFalse(miss(key("a")).result().isDone());
    }

    @Test
    void whatWasInvalidatedWhileItWasEncodedIsNotKept() {
        Encoding stale = miss(key("a"));
        cache.invalidate("a");
        Encoding fresh = miss(key("a"));
        cache.done(stale, encoded("a", 40));
        assertTrue(stale.result().join().isPresent());
        assertFalse(fresh.result().isDone());
        assertEquals(0, cache.size());
        cache.done(fresh, encoded("a", 20));
        assertEquals(20, cache.bytes());
    }

    @Test
    void aNewVersionTakesThePlaceOfTheOld() {
        put("a", 40);
        cache.done(miss(new Key("a", 1, GRAPH)), encoded("a", 60));
        assertEquals(1, cache.size());
        assertEquals(60, cache.bytes());
    }

    @Test
    void anEncodingThatEndsLateDoesNotTakeThePlaceOfOneThatBeganLater() {
        Encoding slow = miss(new Key("a", 10, GRAPH));
        Encoding quick = miss(new Key("a", 11, GRAPH));
        EncodedVideo newer = encoded("a", 60);
        cache.done(quick, newer);
        EncodedVideo older = encoded("a", 40);
        cache.done(slow, older);
        assertSame(older, slow.result().join().orElseThrow());
        assertSame(
                newer,
                assertInstanceOf(Hit.class, cache.find(new Key("a", 11, GRAPH))).video());
        assertSame(newer, assertInstanceOf(Hit.class, cache.findAny("a", GRAPH)).video());
        assertEquals(60, cache.bytes());
    }

    @Test
    void encodingsOfAnotherGraphAreNeitherKeptNorFound() {
        put("a", 40);
        Encoding old = miss(key("b"));
        cache.keep("other");
        cache.done(old, encoded("b", 40));
        assertEquals(0, cache.size());
        assertEquals(0, cache.bytes());
        assertFalse(holds("a"));
    }

    @Test
    void anyVersionServesWhoHasNoFeatures() {
        assertThrows(UnknownVideoException.class, () -> cache.findAny("a", GRAPH));
        Encoding encoding = miss(new Key("a", 7, GRAPH));
        assertSame(
                encoding,
                assertInstanceOf(Wait.class, cache.findAny("a", GRAPH)).encoding());
        cache.done(encoding, encoded("a", 40));
        assertInstanceOf(Hit.class, cache.findAny("a", GRAPH));
        assertThrows(UnknownVideoException.class, () -> cache.findAny("a", "other"));
    }

    @Test
    void aCacheOfNothingStillSharesWhatIsBeingEncoded() {
        VideoCache none = new VideoCache(0, GRAPH);
        Encoding first = assertInstanceOf(Miss.class, none.find(key("a"))).encoding();
        assertInstanceOf(Wait.class, none.find(key("a")));
        none.done(first, encoded("a", 4));
        assertInstanceOf(Miss.class, none.find(key("a")));
    }
}
