package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page at / in a browser, against a real server of the demo. */
class PageTest extends OnThePage {

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    @Test
    void aChosenClipAndQueryShowTheWindowsOfTheApi() {
        browsing.page().navigate(PageDriver.home(server));
        driver.clip(FIRST.videoId()).click();
        driver.button(FIRST.query()).click();
        driver.await(FIRST.query());
        JsonNode answer = PageDriver.asked(server, FIRST);
        assertEquals(5, answer.get("windows").size());
        for (int rank = 1; rank <= 5; rank++) {
            JsonNode window = answer.get("windows").get(rank - 1);
            List<String> numbers = driver.numbers(FIRST.query(), "#" + rank);
            assertEquals(
                    number(window.get("start").asDouble(), 2) + " – "
                            + number(window.get("end").asDouble(), 2),
                    numbers.get(0));
            assertEquals(number(window.get("score").asDouble(), 3), numbers.get(1));
            assertPlaced(driver.row(FIRST.query(), "#" + rank), driver.window(FIRST.query(), rank), window, answer);
        }
        browsing.assertSound();
        browsing.assertReadable();
    }

    /** A bar lies where its seconds are in the clip. */
    private static void assertPlaced(Locator row, Locator bar, JsonNode window, JsonNode answer) {
        BoundingBox lane = row.locator(".lane-box").boundingBox();
        BoundingBox box = bar.boundingBox();
        double perSecond = lane.width / answer.get("duration").asDouble();
        assertEquals(lane.x + window.get("start").asDouble() * perSecond, box.x, 1);
        assertEquals(lane.x + window.get("end").asDouble() * perSecond, box.x + box.width, 1);
    }

    @Test
    void theGroundTruthAndTheOverlapWithItAreShown() {
        show(FIRST);
        JsonNode answer = PageDriver.asked(server, FIRST);
        JsonNode truth = answer.get("query").get("groundTruth").get(0);
        JsonNode best = answer.get("windows").get(0);
        double common = Math.min(best.get("end").asDouble(), truth.get("end").asDouble())
                - Math.max(best.get("start").asDouble(), truth.get("start").asDouble());
        double span = Math.max(best.get("end").asDouble(), truth.get("end").asDouble())
                - Math.min(best.get("start").asDouble(), truth.get("start").asDouble());
        assertEquals(
                number(truth.get("start").asDouble(), 2) + " – "
                        + number(truth.get("end").asDouble(), 2),
                driver.numbers(FIRST.query(), "Truth").get(0));
        assertEquals(
                number(common / span, 2), driver.numbers(FIRST.query(), "#1").get(2));
    }

    @Test
    void everyLevelHasACurveThroughTheScoresOfTheApi() {
        show(FIRST);
        JsonNode levels = PageDriver.asked(server, FIRST).get("levels");
        Locator curves = driver.answer(FIRST.query()).locator("polyline");
        assertThat(curves).hasCount(levels.size());
        for (int i = 0; i < levels.size(); i++) {
            String[] points = curves.nth(i).getAttribute("points").split(" ");
            JsonNode times = levels.get(i).get("times");
            assertEquals(times.size(), points.length);
            assertEquals(times.get(3).asDouble(), Double.parseDouble(points[3].split(",")[0]), 1e-6);
            double peak = 0;
            for (JsonNode score : levels.get(i).get("scores")) {
                peak = Math.max(peak, score.asDouble());
            }
            assertThat(driver.answer(FIRST.query()).locator(".legend li").nth(i))
                    .hasText("L" + i + " " + number(peak, 3));
        }
    }

    @Test
    void objectsAndShotsAreThoseOfTheApi() {
        show(FIRST);
        JsonNode found =
                server.get("/api/clips/" + FIRST.videoId() + "/objects").json().get("objects");
        Locator rows = browsing.page().locator("#clip-lanes .object-row");
        assertThat(rows).hasCount(6);
        driver.button("Show " + (found.size() - 6) + " more objects").click();
        assertThat(rows).hasCount(found.size());
        for (int i = 0; i < found.size(); i++) {
            assertThat(rows.nth(i).locator(".name"))
                    .hasText(found.get(i).get("name").asText());
            assertThat(rows.nth(i).locator(".bar.object"))
                    .hasCount(found.get(i).get("ranges").size());
        }
        int shots =
                server.get("/api/clips/" + FIRST.videoId()).json().get("shots").size();
        assertThat(browsing.page().locator("#clip-lanes .bar.shot")).hasCount(shots);
        JsonNode named = PageDriver.asked(server, FIRST).get("objects").get(0);
        assertThat(driver.row(FIRST.query(), named.get("name").asText()).locator(".bar.object"))
                .hasCount(named.get("ranges").size());
    }

    @Test
    void queriesStackAndGoOneByOne() {
        show(FIRST);
        driver.button(SECOND.query()).click();
        driver.await(SECOND.query());
        assertEquals(List.of(SECOND.query(), FIRST.query()), driver.answers());
        driver.button("Ask all").click();
        assertThat(browsing.page().locator("#results > section")).hasCount(4);
        driver.button("Remove: " + FIRST.query()).click();
        assertThat(driver.answer(FIRST.query())).hasCount(0);
        assertThat(driver.button(FIRST.query())).hasAttribute("aria-pressed", "false");
        assertThat(driver.button(SECOND.query())).hasAttribute("aria-pressed", "true");
        driver.button("Clear").click();
        assertThat(browsing.page().locator("#results > section")).hasCount(0);
        browsing.assertSound();
    }

    @Test
    void theSearchFindsClipsByTheirQueries() {
        browsing.page().navigate(PageDriver.home(server));
        assertThat(browsing.page().locator("#clips button")).hasCount(10);
        driver.search().fill("drill");
        int expected = server.get("/api/clips?search=drill").json().get("total").asInt();
        assertTrue(expected > 0 && expected < 10);
        assertThat(browsing.page().locator("#clips button")).hasCount(expected);
        driver.search().fill("no such thing");
        assertThat(browsing.page().getByText("0 clips")).isVisible();
    }

    @Test
    void typingFiltersTheAnnotatedQueries() {
        show(FIRST);
        driver.query().fill("drill");
        assertThat(browsing.page().getByText("1 of 4 annotated queries")).isVisible();
        driver.query().press("Enter");
        driver.await(SECOND.query());
        driver.query().fill("xyz");
        assertThat(browsing.page().getByText("Your own words require a server with a text encoder"))
                .isVisible();
    }

    @Test
    void theKeyboardAloneIsEnough() {
        browsing.page().navigate(PageDriver.home(server));
        assertThat(browsing.page().locator("#clips button")).hasCount(10);
        browsing.page().keyboard().press("/");
        assertThat(driver.search()).isFocused();
        browsing.page().keyboard().press("ArrowDown");
        assertThat(driver.clip(FIRST.videoId())).isFocused();
        browsing.page().keyboard().press("ArrowDown");
        browsing.page().keyboard().press("ArrowUp");
        browsing.page().keyboard().press("Enter");
        assertThat(browsing.page().locator("#main")).isFocused();
        tabTo(driver.button(FIRST.query()));
        browsing.page().keyboard().press("ArrowDown");
        assertThat(driver.button(SECOND.query())).isFocused();
        browsing.page().keyboard().press("Enter");
        driver.await(SECOND.query());
        tabTo(driver.window(SECOND.query(), 1));
        browsing.page().keyboard().press("ArrowDown");
        assertThat(driver.window(SECOND.query(), 2)).isFocused();
        browsing.page().keyboard().press("Space");
        assertThat(driver.window(SECOND.query(), 2)).hasAttribute("aria-pressed", "true");
        assertThat(browsing.page().locator("#playhead")).isVisible();
    }

    private void tabTo(Locator target) {
        for (int i = 0; i < 20; i++) {
            browsing.page().keyboard().press("Tab");
            if ((Boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        assertThat(target).isFocused();
    }

    @Test
    void theAxisZoomsAndMovesByKeyboardAndTheBarsFollow() {
        show(FIRST);
        double before = driver.window(FIRST.query(), 1).boundingBox().width;
        Locator axis = browsing.page().locator("#axis");
        axis.press("+");
        for (int i = 0; i < 5; i++) {
            axis.press("ArrowLeft");
        }
        assertEquals(2 * before, driver.window(FIRST.query(), 1).boundingBox().width, 1);
        assertThat(browsing.page()).hasURL(Pattern.compile("from=0&to=42\\.133"));
        driver.window(FIRST.query(), 2).click();
        BoundingBox lane = driver.row(FIRST.query(), "#2").locator(".lane-box").boundingBox();
        BoundingBox shown = driver.window(FIRST.query(), 2).boundingBox();
        double ofTheClip = shown.width / lane.width * 42.13;
        JsonNode window = PageDriver.asked(server, FIRST).get("windows").get(1);
        assertEquals(window.get("end").asDouble() - window.get("start").asDouble(), ofTheClip, 0.1, "it is in view");
        assertTrue(shown.x >= lane.x && shown.x + shown.width <= lane.x + lane.width + 1);
        axis.press("0");
        assertEquals(before, driver.window(FIRST.query(), 1).boundingBox().width, 1);
    }

    @Test
    void theAddressBringsEverythingBack() {
        show(SECOND, FIRST);
        driver.window(FIRST.query(), 2).click();
        driver.topK().fill("3");
        driver.topK().press("Enter");
        assertThat(driver.row(FIRST.query(), "#4")).hasCount(0);
        driver.button("Zoom in").click();
        browsing.page().waitForURL(url -> url.contains("from="));
        String shared = browsing.page().url();
        try (Browsing other = Browsing.open()) {
            PageDriver second = new PageDriver(other.page());
            other.page().navigate(shared);
            second.await(FIRST.query());
            second.await(SECOND.query());
            assertEquals(List.of(SECOND.query(), FIRST.query()), second.answers());
            assertThat(second.row(FIRST.query(), "#3")).isVisible();
            assertThat(second.row(FIRST.query(), "#4")).hasCount(0);
            assertThat(second.window(FIRST.query(), 2)).hasAttribute("aria-pressed", "true");
            assertEquals(
                    browsing.page().locator("#axis").textContent(),
                    other.page().locator("#axis").textContent());
            other.assertSound();
        }
    }

    @Test
    void backGoesToWhatWasBefore() {
        browsing.page().navigate(PageDriver.home(server));
        driver.clip(FIRST.videoId()).click();
        driver.button(FIRST.query()).click();
        driver.await(FIRST.query());
        driver.button(SECOND.query()).click();
        driver.await(SECOND.query());
        browsing.page().goBack();
        assertThat(driver.answer(SECOND.query())).hasCount(0);
        assertThat(driver.answer(FIRST.query())).isVisible();
        browsing.page().goBack();
        browsing.page().goBack();
        assertThat(browsing.page().getByText("Choose a clip to see its timeline."))
                .isVisible();
        browsing.page().goForward();
        assertThat(driver.button(FIRST.query())).isVisible();
        browsing.assertSound();
    }

    @Test
    void aLocalVideoJumpsToTheWindowAndIsNotUploaded() {
        show(FIRST);
        browsing.page().waitForLoadState(LoadState.NETWORKIDLE);
        int before = browsing.requests().size();
        browsing.page()
                .getByLabel("Open the clip's video file")
                .setInputFiles(new FilePayload("clip.wav", "audio/wav", silence(90)));
        Locator video = browsing.page().locator("#video");
        assertThat(video).isVisible();
        driver.window(FIRST.query(), 2).click();
        double start = PageDriver.asked(server, FIRST)
                .get("windows")
                .get(1)
                .get("start")
                .asDouble();
        browsing.page()
                .waitForCondition(() -> Math.abs((Double) video.evaluate("v => v.currentTime + 0.0001") - start) < 0.1);
        assertThat(browsing.page().getByText("clip.wav (not uploaded)")).isVisible();
        List<String> since =
                browsing.requests().subList(before, browsing.requests().size());
        assertTrue(
                since.stream().allMatch(url -> url.startsWith("blob:") || url.endsWith("icon.svg")), since.toString());
        browsing.assertSound();
    }

    /** A player takes sound as well as pictures, and a test can write it. */
    static byte[] silence(int seconds) {
        int bytes = seconds * 8000;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(8000);
        wav.putShort((short) 1).putShort((short) 8);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        while (wav.hasRemaining()) {
            wav.put((byte) 128);
        }
        return wav.array();
    }

    @Test
    void aNarrowScreenShowsEverythingWithoutScrollingSideways() {
        try (Browsing phone = Browsing.open(360, 740, ColorScheme.LIGHT)) {
            PageDriver thumb = new PageDriver(phone.page());
            phone.page().navigate(PageDriver.home(server));
            thumb.clip(FIRST.videoId()).click();
            assertThat(phone.page().locator("#clips")).isHidden();
            thumb.button(FIRST.query()).click();
            thumb.await(FIRST.query());
            BoundingBox name = thumb.row(FIRST.query(), "#1").locator(".name").boundingBox();
            BoundingBox lane =
                    thumb.row(FIRST.query(), "#1").locator(".lane-box").boundingBox();
            assertTrue(lane.y >= name.y + name.height - 1, "the lane lies below its name");
            assertTrue(lane.width > 300, "the lane has the width of the screen");
            assertEquals(
                    PageDriver.asked(server, FIRST).get("windows").size(),
                    thumb.answer(FIRST.query()).locator("button.window").count());
            phone.assertSound();
            phone.assertReadable();
        }
    }

    @Test
    void aDarkScreenIsDarkAndReadable() {
        try (Browsing night = Browsing.open(1280, 900, ColorScheme.DARK)) {
            PageDriver driver = new PageDriver(night.page());
            night.page().navigate(PageDriver.address(server, FIRST));
            driver.await(FIRST.query());
            String background = (String) night.page().evaluate("getComputedStyle(document.body).backgroundColor");
            assertEquals("rgb(15, 19, 24)", background);
            night.assertSound();
            night.assertReadable();
        }
    }

    @Test
    void nothingIsAskedOfAnyoneElse() {
        show(FIRST);
        String origin = PageDriver.home(server);
        assertTrue(browsing.requests().size() > 10);
        assertTrue(
                browsing.requests().stream().allMatch(url -> url.startsWith(origin)),
                browsing.requests().toString());
        assertFalse(browsing.requests().stream().anyMatch(url -> url.contains("/favicon.ico")));
    }
}
