package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.encoders.TinyVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page with videos that the server offers, beside the lanes. */
class PageVideoTest extends OnThePage {

    @TempDir
    static Path folder;

    @TempDir
    static Path elsewhere;

    private static final AnnotatedQuery ELSEWHERE = Demo.QUERIES.get(4);
    private static final int SECONDS = 12;
    private static final String QUESTION = "Where was the pan, I wonder?";

    private static Path mine;
    private static Running withVideos;

    @BeforeAll
    static void start() throws IOException {
        // A player takes sound as well as pictures, under any name.
        Files.write(folder.resolve(FIRST.videoId() + ".mp4"), PageTest.silence(90));
        Files.write(folder.resolve("other.webm"), PageTest.silence(20));
        mine = TinyVideo.make(
                elsewhere.resolve("mine.webm"),
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=" + SECONDS + ":size=64x48:rate=5",
                "-c:v",
                "libvpx");
        Files.copy(mine, folder.resolve("stored.webm"));
        Files.copy(mine, folder.resolve(ELSEWHERE.videoId() + ".webm"));
        withVideos = Running.start(Demo.builder()
                .videoFolder(folder)
                .encoders(DemoEncoders.write(elsewhere.resolve("encoders")))
                .uploadFolder(elsewhere)
                .token("a-token-of-the-tests"));
    }

    @AfterAll
    static void stop() {
        withVideos.close();
    }

    @BeforeEach
    void enter() {
        server = withVideos;
        enter(browsing);
    }

    private static void enter(Browsing browsing) {
        browsing.page().addInitScript("sessionStorage.setItem('osgnet-token', 'a-token-of-the-tests')");
    }

    private static void awaitTime(Locator video, double seconds) {
        video.page()
                .waitForCondition(
                        () -> Math.abs(((Number) video.evaluate("v => v.currentTime")).doubleValue() - seconds) < 0.1);
    }

    /** The start of a window, from its name. */
    private static double start(Locator window) {
        return Double.parseDouble(window.getAttribute("aria-label").replaceAll(".*: ([0-9.]+) to .*", "$1"));
    }

    @Test
    void theFirstScreenSaysWhatThisIsAndItsExampleHasTheVideoOfItsNameBesideTheLanes() {
        browsing.page().navigate(PageDriver.home(server));
        assertThat(browsing.page().getByText("Ask a question about a long video"))
                .isVisible();
        assertThat(driver.button("stored.webm")).isVisible();
        browsing.assertReadable();
        driver.button("Try the example").click();
        driver.await(FIRST.query());
        Locator video = browsing.page().locator("#video");
        assertThat(video).isVisible();
        browsing.page().evaluate("scrollTo(0, document.body.scrollHeight)");
        Locator window = driver.window(FIRST.query(), 5);
        window.click();
        awaitTime(video, start(window));
        BoundingBox seen = video.boundingBox();
        BoundingBox lane = driver.row(FIRST.query(), "#5").locator(".lane-box").boundingBox();
        assertTrue(seen.x + seen.width < lane.x, "beside the lanes");
        assertTrue(seen.y >= 0 && seen.y + seen.height <= 900, "in view");
        assertTrue(lane.width > 350, "the lanes have room: " + lane.width);
        browsing.page().getByLabel("A video on the server").selectOption("other.webm");
        browsing.page()
                .waitForCondition(
                        () -> Math.abs(((Number) video.evaluate("v => v.duration")).doubleValue() - 20) < 0.1);
        driver.button("Close the video").click();
        assertThat(video).isHidden();
        browsing.assertSound();
        browsing.assertReadable();
    }

    /** Asks in words, and chooses a window that does not begin at 0. */
    private void askAndChoose() {
        driver.query().fill(QUESTION);
        driver.query().press("Enter");
        driver.await(QUESTION);
        Locator windows = driver.answer(QUESTION).locator("button.window");
        Locator late = null;
        for (int i = 0; i < windows.count() && late == null; i++) {
            late = start(windows.nth(i)) > 1 ? windows.nth(i) : null;
        }
        assertNotNull(late, "a window that begins later");
        late.click();
        awaitTime(browsing.page().locator("#video"), start(late));
    }

    @Test
    void aVideoOfTheUsersIsEncodedAndAskedInWords() {
        browsing.page().navigate(PageDriver.home(server));
        browsing.page().getByLabel("Open a video").setInputFiles(mine);
        assertThat(browsing.page().locator("#clip-name")).hasText("mine.webm");
        assertThat(browsing.page().locator("#clip-facts")).containsText("0:12");
        askAndChoose();
        browsing.assertSound();
        browsing.assertReadable();
        driver.button("Close the video").click();
        assertThat(driver.button("Try the example")).isVisible();
        browsing.page()
                .waitForCondition(() -> browsing.requests().stream().anyMatch(url -> url.contains("/api/encodings/")));
    }

    @Test
    void eachWindowHasAPictureOfItsMiddleOnceItIsSeen() {
        browsing.page().navigate(PageDriver.address(server, ELSEWHERE));
        driver.await(ELSEWHERE.query());
        Locator pictures = driver.answer(ELSEWHERE.query()).locator(".pictures li");
        assertThat(pictures).hasCount(6);
        pictures.last().scrollIntoViewIfNeeded();
        Locator taken = driver.answer(ELSEWHERE.query()).locator("canvas.taken");
        assertThat(taken).hasCount(6);
        Object colours = taken.last().evaluate("""
                canvas => {
                  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                  return new Set(new Uint32Array(data.buffer)).size;
                }""");
        assertTrue(((Number) colours).intValue() > 10, "a picture of a test card has colours: " + colours);
        browsing.assertSound();
        driver.button("Close the video").click();
        assertThat(pictures).hasCount(0);
    }

    @Test
    void anAddressLeadsToAVideoOfTheServerAndItsAnswers() {
        browsing.page().navigate(PageDriver.home(server));
        driver.button("stored.webm").click();
        askAndChoose();
        String address = browsing.page().url();
        assertTrue(address.contains("file=stored.webm"), address);
        browsing.page().goBack();
        assertThat(driver.answer(QUESTION)).hasCount(0);
        browsing.page().navigate(address);
        driver.await(QUESTION);
        browsing.page().reload();
        driver.await(QUESTION);
        assertThat(browsing.page().locator("button.window[aria-pressed=true]")).hasCount(1);
        browsing.assertSound();
    }

    /** Opens a video of the server, whose encoding is queued. */
    private void openQueued() {
        browsing.page()
                .route(
                        "**/api/encodings",
                        route -> route.fulfill(new FulfillOptions()
                                .setStatus(202)
                                .setContentType("application/json")
                                .setBody("{\"encoding\":\"x\",\"state\":\"queued\",\"model\":\"demo\"}")));
        browsing.page().navigate(PageDriver.home(server) + "#file=stored.webm");
    }

    @Test
    void anEncodingIsWatchedAndCancelled() {
        List<String> deleted = new ArrayList<>();
        browsing.page().route("**/api/encodings/*", route -> {
            if (route.request().method().equals("DELETE")) {
                deleted.add(route.request().url());
                route.resume();
            } else {
                route.fulfill(new FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"encoding\":\"x\",\"state\":\"running\",\"model\":\"demo\","
                                + "\"progress\":{\"done\":30,\"total\":120,\"left\":61.2}}"));
            }
        });
        openQueued();
        assertThat(browsing.page().getByText("0:30 of 2:00, 1:02 left")).isVisible();
        assertEquals(
                0.25, ((Number) browsing.page().locator("progress").evaluate("bar => bar.value")).doubleValue(), 1e-6);
        browsing.assertReadable();
        driver.button("Cancel").click();
        assertThat(browsing.page().getByText("Ask a question about a long video"))
                .isVisible();
        browsing.page().waitForCondition(() -> deleted.size() == 1);
        assertTrue(deleted.get(0).endsWith("/api/encodings/x"), deleted.toString());
    }

    @Test
    void anEncodingIsWatchedOnWhenItWasAskedForTooOften() {
        AtomicInteger asked = new AtomicInteger();
        browsing.page().route("**/api/encodings/*", route -> {
            if (asked.getAndIncrement() == 0) {
                route.fulfill(new FulfillOptions()
                        .setStatus(429)
                        .setContentType("application/problem+json")
                        .setHeaders(Map.of("Retry-After", "1"))
                        .setBody("{\"title\":\"Rate limited\",\"status\":429,\"detail\":\"too often\"}"));
            } else {
                route.fulfill(new FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"encoding\":\"x\",\"state\":\"done\",\"model\":\"demo\","
                                + "\"result\":{\"video\":\"y\",\"model\":\"demo\",\"steps\":22,\"duration\":12}}"));
            }
        });
        openQueued();
        assertThat(browsing.page().locator("#clip-facts")).containsText("22 feature steps");
        assertThat(browsing.page().locator("#notice")).isHidden();
        assertEquals(2, asked.get());
    }

    @Test
    void aVideoThatTheListHasNoRoomForIsFoundByItsName() {
        browsing.page()
                .route(
                        url -> url.endsWith("/api/files?limit=1000"),
                        route -> route.fulfill(new FulfillOptions()
                                .setContentType("application/json")
                                .setBody("{\"total\":4,\"offset\":0,\"files\":[{\"file\":\"x\",\"name\":\"a.webm\","
                                        + "\"bytes\":1,\"mediaType\":\"video/webm\"}]}")));
        browsing.page().navigate(PageDriver.address(server, ELSEWHERE));
        assertThat(browsing.page().locator("#stored option:checked")).hasText(ELSEWHERE.videoId() + ".webm");
        assertThat(browsing.page().locator("#video")).isVisible();
        browsing.page().navigate(PageDriver.home(server) + "#file=stored.webm");
        assertThat(browsing.page().locator("#clip-name")).hasText("stored.webm");
        browsing.assertSound();
    }

    @Test
    void aFileThatIsNoVideoIsSaidToBeNone() {
        browsing.page().navigate(PageDriver.home(server));
        driver.button("other.webm").click();
        assertThat(browsing.page().locator("#notice")).containsText("Invalid video");
        assertThat(browsing.page().locator("#notice")).containsText("other.webm");
        assertThat(driver.button("Try the example")).isVisible();
    }

    @Test
    void onANarrowScreenTheVideoStaysAboveTheLanes() {
        try (Browsing phone = Browsing.open(390, 844, ColorScheme.DARK)) {
            enter(phone);
            PageDriver thumb = new PageDriver(phone.page());
            phone.page().navigate(PageDriver.address(server, FIRST, SECOND));
            thumb.await(FIRST.query());
            thumb.await(SECOND.query());
            Locator window = thumb.window(SECOND.query(), 2);
            window.click();
            Locator video = phone.page().locator("#video");
            awaitTime(video, start(window));
            BoundingBox seen = video.boundingBox();
            assertTrue(seen.y >= 0 && seen.y + seen.height < window.boundingBox().y, "above the window, in view");
            assertTrue(seen.height < 844 / 3.0, "most of the screen is left");
            phone.assertSound();
            phone.assertReadable();
        }
    }

    @Test
    void aDroppedFileIsPlayedBesideTheClip() throws IOException {
        browsing.page().navigate(PageDriver.address(server, SECOND));
        driver.await(SECOND.query());
        browsing.page().evaluate("""
                () => {
                  const bytes = new Uint8Array(44 + 8000);
                  const file = new File([bytes], "dropped.wav", { type: "audio/wav" });
                  const dataTransfer = new DataTransfer();
                  dataTransfer.items.add(file);
                  document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
                  window.signed = document.getElementById("drop").checkVisibility();
                  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
                }""");
        assertEquals(true, browsing.page().evaluate("window.signed"));
        assertThat(browsing.page().locator("#drop")).isHidden();
        assertThat(browsing.page().locator("#video-hint")).containsText("This browser cannot play that file.");
    }
}
