package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse.MoveOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stays, changes and goes on the page as clips, queries, windows and the part in view are chosen. */
class PageStateTest extends OnThePage {

    private static final AnnotatedQuery THIRD = Demo.QUERIES.get(2);
    private static final AnnotatedQuery ELSEWHERE = Demo.QUERIES.get(4);
    private static final Pattern RANGE = Pattern.compile("from=([0-9.]+)&to=([0-9.]+)");

    /** Half of the clip in view, in its middle; returns from when to when. */
    private double[] zoomed() {
        show(FIRST);
        browsing.page().locator("#axis").press("+");
        browsing.page().waitForURL(RANGE.asPredicate());
        return range(browsing.page().url());
    }

    private static double[] range(String address) {
        Matcher found = RANGE.matcher(address);
        assertTrue(found.find());
        return new double[] {Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))};
    }

    /** Waits until the view has moved so much, and is as long as it was. */
    private void awaitMoved(double[] before, double seconds, double tolerance) {
        browsing.page().waitForURL(url -> Math.abs(range(url)[0] - before[0] - seconds) < tolerance);
        double[] after = range(browsing.page().url());
        assertEquals(before[1] - before[0], after[1] - after[0], 0.002);
    }

    @Test
    void aDragOfTheAxisMovesTheView() {
        double[] before = zoomed();
        BoundingBox axis = browsing.page().locator("#axis").boundingBox();
        double middle = axis.y + axis.height / 2;
        browsing.page().mouse().move(axis.x + axis.width / 2, middle);
        browsing.page().mouse().down();
        browsing.page().mouse().move(axis.x + axis.width / 2 - 90, middle + 200, new MoveOptions().setSteps(5));
        awaitMoved(before, 90 / axis.width * (before[1] - before[0]), 0.01);
        browsing.page().mouse().up();
        String address = browsing.page().url();
        browsing.page().mouse().move(axis.x + 10, middle);
        browsing.page().waitForTimeout(400);
        assertEquals(address, browsing.page().url(), "let go of, it stays");
        browsing.assertSound();
    }

    @Test
    void aClickOnTheAxisMovesNothing() {
        zoomed();
        String address = browsing.page().url();
        String marks = browsing.page().locator("#axis").innerHTML();
        BoundingBox axis = browsing.page().locator("#axis").boundingBox();
        browsing.page().mouse().move(axis.x + 100, axis.y + 10);
        browsing.page().mouse().down();
        browsing.page().mouse().move(axis.x + 102, axis.y + 11);
        browsing.page().mouse().up();
        browsing.page().waitForTimeout(400);
        assertEquals(marks, browsing.page().locator("#axis").innerHTML());
        assertEquals(address, browsing.page().url());
        assertThat(browsing.page().locator("#axis")).isFocused();
    }

    @Test
    void aFingerMovesTheViewToo() {
        double[] before = zoomed();
        BoundingBox axis = browsing.page().locator("#axis").boundingBox();
        CDPSession touch = browsing.page().context().newCDPSession(browsing.page());
        touch(touch, "touchStart", axis.x + axis.width / 2, axis.y + 14);
        for (int step = 1; step <= 10; step++) {
            touch(touch, "touchMove", axis.x + axis.width / 2 + 10 * step, axis.y + 14);
        }
        touch(touch, "touchEnd", 0, 0);
        awaitMoved(before, -100 / axis.width * (before[1] - before[0]), 0.5);
    }

    private static void touch(CDPSession session, String type, double x, double y) {
        JsonArray points = new JsonArray();
        if (!type.equals("touchEnd")) {
            JsonObject point = new JsonObject();
            point.addProperty("x", x);
            point.addProperty("y", y);
            points.add(point);
        }
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.add("touchPoints", points);
        session.send("Input.dispatchTouchEvent", event);
    }

    @Test
    void arrowKeysSkipQueriesThatTheFilterHides() {
        show(FIRST);
        driver.query().fill("d");
        assertThat(browsing.page().getByText("2 of 4 annotated queries")).isVisible();
        assertThat(driver.button(THIRD.query())).isHidden();
        driver.button(SECOND.query()).focus();
        browsing.page().keyboard().press("ArrowDown");
        assertThat(driver.button(Demo.QUERIES.get(3).query())).isFocused();
        browsing.page().keyboard().press("Home");
        assertThat(driver.button(SECOND.query())).isFocused();
    }

    /** Holds back what the server says of a clip. */
    private List<Route> hold(AnnotatedQuery query) {
        List<Route> held = new ArrayList<>();
        browsing.page().route("**/api/clips/" + query.videoId(), held::add);
        return held;
    }

    private void awaitHeld(List<Route> held) {
        browsing.page().waitForCondition(() -> !held.isEmpty());
    }

    private long asked() {
        return browsing.requests().stream()
                .filter(url -> url.endsWith("/api/ground"))
                .count();
    }

    private void clickAt(BoundingBox box) {
        browsing.page().mouse().click(box.x + box.width / 2, box.y + box.height / 2);
    }

    @Test
    void whileAClipLoadsTheOneBeforeIsNotAsked() {
        show(FIRST);
        BoundingBox old = driver.button(SECOND.query()).boundingBox();
        List<Route> held = hold(ELSEWHERE);
        driver.clip(ELSEWHERE.videoId()).click();
        awaitHeld(held);
        long before = asked();
        clickAt(old);
        held.get(0).resume();
        assertThat(browsing.page().locator("#clip-name")).hasText(ELSEWHERE.videoId());
        assertThat(browsing.page().locator("#main")).isFocused();
        assertEquals(before, asked());
        assertEquals(List.of(), driver.answers());
        driver.button(ELSEWHERE.query()).click();
        driver.await(ELSEWHERE.query());
        browsing.assertSound();
    }

    @Test
    void whileAnotherModelLoadsNothingIsLostOrUndone() {
        try (Running two = Running.start(Demo.builder().model(new NamedBundle("other", Demo.BUNDLE)))) {
            server = two;
            show(FIRST);
            BoundingBox query = driver.button(SECOND.query()).boundingBox();
            List<Route> held = hold(FIRST);
            browsing.page().getByLabel("Model").selectOption("other");
            awaitHeld(held);
            long before = asked();
            clickAt(query);
            held.get(0).resume();
            driver.await(FIRST.query());
            assertEquals(List.of(FIRST.query()), driver.answers());
            assertThat(driver.button(SECOND.query())).hasAttribute("aria-pressed", "false");
            assertEquals(before + 1, asked());
            driver.button(SECOND.query()).click();
            driver.await(SECOND.query());
            browsing.assertSound();
        }
    }

    @Test
    void aLoadThatWasGivenUpShowsNoFailure() {
        browsing.page().addInitScript("""
                const real = window.fetch;
                window.fetch = async (path, options) => {
                  if (!path.includes("/nowhere")) return real(path, options);
                  const start = (body) => options.signal.addEventListener("abort", () => body.error(options.signal.reason));
                  window.stalled = (window.stalled ?? 0) + 1;
                  return new Response(new ReadableStream({ start }), { status: 404 });
                };""");
        List<Route> held = hold(FIRST);
        browsing.page().navigate(PageDriver.home(server) + "#clip=nowhere");
        browsing.page().waitForCondition(() -> (Boolean) browsing.page().evaluate("window.stalled === 3"));
        driver.clip(FIRST.videoId()).click();
        awaitHeld(held);
        assertThat(browsing.page().locator("#notice")).isHidden();
        held.get(0).resume();
        assertThat(driver.button(FIRST.query())).isVisible();
        browsing.assertSound();
    }

    @Test
    void theVideoOfAClipGoesWithIt() {
        browsing.page().navigate(PageDriver.home(server));
        driver.clip(ELSEWHERE.videoId()).click();
        assertThat(driver.button(ELSEWHERE.query())).isVisible();
        driver.clip(FIRST.videoId()).click();
        driver.button(FIRST.query()).click();
        driver.await(FIRST.query());
        Locator file = browsing.page().getByLabel("Open the clip's video file");
        FilePayload sound = new FilePayload("clip.wav", "audio/wav", PageTest.silence(90));
        file.setInputFiles(sound);
        Locator video = browsing.page().locator("#video");
        assertThat(video).isVisible();
        driver.window(FIRST.query(), 2).click();
        browsing.page().goBack();
        browsing.page().goBack();
        assertThat(driver.button(ELSEWHERE.query())).isVisible();
        assertThat(video).isHidden();
        assertEquals("", file.inputValue(), "the same file can be chosen again");
        file.setInputFiles(sound);
        assertThat(video).isVisible();
        driver.button(ELSEWHERE.query()).click();
        driver.await(ELSEWHERE.query());
        assertFalse(browsing.page().url().contains("at="), "no time was chosen in this clip");
        browsing.assertSound();
    }

    @Test
    void manyQueriesAreAskedInTurns() {
        ArrayNode queries = Running.JSON.createArrayNode();
        for (int i = 0; i < 45; i++) {
            queries.addObject().put("id", "query-" + i).put("text", (i < 44 ? "even or odd " : "last ") + i);
        }
        ObjectNode list = Running.JSON.createObjectNode();
        list.put("total", 45).put("offset", 0).set("queries", queries);
        browsing.page()
                .route(
                        "**/queries?*",
                        route -> route.fulfill(new FulfillOptions()
                                .setContentType("application/json")
                                .setBody(list.toString())));
        browsing.page().navigate(PageDriver.home(server) + "#clip=" + FIRST.videoId());
        Locator answers = browsing.page().locator("#results > section");
        driver.button("Ask next 20").click();
        assertThat(answers).hasCount(20);
        driver.button("Ask next 20").click();
        assertThat(answers).hasCount(40);
        driver.query().fill("last");
        driver.button("Ask all").click();
        assertThat(answers).hasCount(41);
        assertThat(driver.button("Ask all")).isDisabled();
        driver.query().fill("");
        driver.button("Ask all").click();
        assertThat(answers).hasCount(45);
        assertThat(browsing.page().locator("#queries [aria-pressed=true]")).hasCount(45);
        driver.button("Clear").click();
        assertThat(driver.button("Ask next 20")).isEnabled();
    }

    /** Two answers with the same windows, of which two begin at 0 s. */
    private void showWindowsOfOneStart() {
        String windows = "\"windows\":[{\"start\":0,\"end\":3,\"score\":0.5},{\"start\":0,\"end\":2,\"score\":0.4},"
                + "{\"start\":7,\"end\":9,\"score\":0.3}]";
        browsing.page()
                .route(
                        "**/api/ground",
                        route -> route.fulfill(new FulfillOptions()
                                .setContentType("application/json")
                                .setBody(route.fetch().text().replaceFirst("\"windows\":\\[[^]]*]", windows))));
        show(FIRST, SECOND);
    }

    @Test
    void oneWindowIsTheChosenOne() {
        showWindowsOfOneStart();
        Locator pressed = browsing.page().locator("button.window[aria-pressed=true]");
        assertThat(pressed).hasCount(0);
        driver.window(SECOND.query(), 2).click();
        assertThat(pressed).hasCount(1);
        assertThat(driver.window(SECOND.query(), 2)).hasAttribute("aria-pressed", "true");
        driver.button(THIRD.query()).click();
        driver.await(THIRD.query());
        assertThat(pressed).hasCount(1);
        browsing.page().goBack();
        assertThat(driver.answer(THIRD.query())).hasCount(0);
        assertThat(driver.window(SECOND.query(), 2)).hasAttribute("aria-pressed", "true");
        browsing.page().reload();
        driver.await(SECOND.query());
        assertThat(driver.window(FIRST.query(), 1)).hasAttribute("aria-pressed", "true");
        assertThat(pressed).hasCount(1);
        driver.window(FIRST.query(), 3).click();
        assertThat(driver.window(FIRST.query(), 3)).hasAttribute("aria-pressed", "true");
        assertThat(pressed).hasCount(1);
    }

    @Test
    void theFocusStaysAmongTheAnswersAsTheyAreRemoved() {
        show(FIRST, SECOND, THIRD);
        Locator second = driver.button("Remove: " + SECOND.query());
        second.focus();
        browsing.page().keyboard().press("Enter");
        assertThat(driver.button("Remove: " + THIRD.query())).isFocused();
        browsing.page().keyboard().press("Enter");
        assertThat(driver.button("Remove: " + FIRST.query())).isFocused();
        browsing.page().keyboard().press("Enter");
        assertThat(driver.query()).isFocused();
        assertEquals(List.of(), driver.answers());
    }
}
