package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page with videos that the server offers, beside the lanes. */
class PageVideoTest extends OnThePage {

    @TempDir
    static Path folder;

    private static Running withVideos;

    @BeforeAll
    static void start() throws IOException {
        // A player takes sound as well as pictures, under any name.
        Files.write(folder.resolve(FIRST.videoId() + ".mp4"), PageTest.silence(90));
        Files.write(folder.resolve("other.webm"), PageTest.silence(20));
        withVideos = Running.start(Demo.builder().videoFolder(folder).token("a-token-of-the-tests"));
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
        assertThat(browsing.page().getByText("Ask a long video in words")).isVisible();
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
        browsing.page().getByLabel("A video of the server").selectOption("other.webm");
        browsing.page()
                .waitForCondition(
                        () -> Math.abs(((Number) video.evaluate("v => v.duration")).doubleValue() - 20) < 0.1);
        driver.button("Close the video").click();
        assertThat(video).isHidden();
        browsing.assertSound();
        browsing.assertReadable();
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
