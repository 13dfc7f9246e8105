package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says and does when something goes wrong, and what it makes of hostile data. */
class PageProblemsTest extends OnThePage {

    private static final String TOKEN = "a-token-of-the-tests";

    @TempDir
    Path folder;

    @Test
    void aServerThatIsGoneIsSaidAndAskedAgainWhenItIsBack() {
        Running server = Running.start(Demo.builder());
        int port = server.port();
        browsing.page().navigate(PageDriver.home(server));
        driver.clip(FIRST.videoId()).click();
        assertThat(driver.button(FIRST.query())).isVisible();
        server.close();
        driver.button(FIRST.query()).click();
        assertThat(driver.answer(FIRST.query()).getByRole(AriaRole.ALERT)).containsText("The server does not respond");
        try (Running again = Running.start(Demo.builder().port(port))) {
            assertEquals(port, again.port());
            driver.button("Try again").click();
            driver.await(FIRST.query());
        }
    }

    @Test
    void aRequestThatCannotBeIsShownWithTheServersReason() {
        Running server = Running.shared();
        browsing.page().navigate(PageDriver.address(server, FIRST) + "&k=1000");
        assertThat(driver.answer(FIRST.query()).getByRole(AriaRole.ALERT))
                .containsText("topK: expected 1 to 100, found 1000");
        browsing.page().navigate("about:blank");
        browsing.page().navigate(PageDriver.home(server) + "#clip=nowhere");
        assertThat(browsing.page().locator("#notice")).containsText("nowhere");
        driver.clip(FIRST.videoId()).click();
        assertThat(driver.button(FIRST.query())).isVisible();
        assertThat(browsing.page().locator("#notice")).isHidden();
    }

    @Test
    void aClipWhoseIdIsAStepOfAPathIsAskedForByItsId() throws IOException {
        try (Running server = Running.start(Demo.builder().annotations(DataTest.renamed("..", folder)))) {
            browsing.page().navigate(PageDriver.home(server) + "#clip=..");
            assertThat(browsing.page().locator("#notice")).containsText("no features for '..'");
            browsing.page().route("**/api/clip?id=..", route -> route.fulfill(answer(server, "")));
            browsing.page()
                    .route("**/api/clip/objects?id=..&limit=50", route -> route.fulfill(answer(server, "/objects")));
            driver.button("Try again").click();
            assertThat(driver.button(FIRST.query())).isVisible();
        }
    }

    /** What the server says of another clip. */
    private static FulfillOptions answer(Running server, String part) {
        return new FulfillOptions()
                .setContentType("application/json")
                .setBody(server.get("/api/clips/"
                                + Demo.QUERIES.get(Demo.QUERIES.size() - 1).videoId() + part)
                        .body());
    }

    @Test
    void aFullQueueIsSaidAndTheButtonWaitsAsLongAsTheServerAsks() {
        Running server = Running.shared();
        AtomicInteger asked = new AtomicInteger();
        browsing.page().route("**/api/ground", route -> {
            if (asked.getAndIncrement() == 0) {
                route.fulfill(new FulfillOptions()
                        .setStatus(429)
                        .setContentType("application/problem+json")
                        .setHeaders(Map.of("Retry-After", "1"))
                        .setBody("{\"title\":\"Queue full\",\"status\":429,\"detail\":\"64 requests wait\"}"));
            } else {
                route.resume();
            }
        });
        browsing.page().navigate(PageDriver.address(server, FIRST));
        assertThat(driver.answer(FIRST.query()).getByRole(AriaRole.ALERT)).containsText("64 requests wait");
        driver.button("Try again").click();
        driver.await(FIRST.query());
        assertEquals(2, asked.get());
    }

    @Test
    void whatIsComparedFailsForItselfAlone() {
        Running compared = Splits.shared();
        browsing.page().route("**/api/ground", route -> {
            if (route.request().postData().contains("\"other\"")) {
                route.fulfill(new FulfillOptions()
                        .setStatus(429)
                        .setContentType("application/problem+json")
                        .setBody("{\"title\":\"Queue full\",\"status\":429,\"detail\":\"64 requests wait\"}"));
            } else {
                route.resume();
            }
        });
        browsing.page().navigate(PageDriver.address(compared, FIRST) + "&a=other%2C+so+far&b=better");
        driver.await(FIRST.query());
        assertThat(driver.row(FIRST.query(), "other, so far")).containsText("Queue full: 64 requests wait");
        assertThat(driver.row(FIRST.query(), "better").locator(".bar.other").first())
                .isVisible();
        assertThat(driver.answer(FIRST.query()).getByRole(AriaRole.ALERT)).hasCount(0);
        browsing.assertReadable();
    }

    @Test
    void aClipIsShownWithoutItsPredictionsIfTheyCannotBeHad() {
        browsing.page()
                .route(
                        "**/api/split/windows?**",
                        route -> route.fulfill(new FulfillOptions()
                                .setStatus(503)
                                .setContentType("application/problem+json")
                                .setBody("{\"title\":\"Busy\",\"status\":503,\"detail\":\"32 are answered\"}")));
        show(FIRST);
        assertThat(browsing.page().locator("#notice")).containsText("32 are answered");
    }

    @Test
    void aTokenIsAskedForOnceAndStaysInTheTab() {
        try (Running server = Running.start(Demo.builder().token(TOKEN))) {
            browsing.page().navigate(PageDriver.address(server, FIRST));
            Locator token = driver.token();
            assertThat(browsing.page().getByRole(AriaRole.DIALOG, new GetByRoleOptions().setName("Token")))
                    .isVisible();
            assertThat(token).isFocused();
            browsing.assertReadable();
            token.fill("not-the-right-one");
            token.press("Enter");
            assertThat(browsing.page().getByText("The server does not accept this token."))
                    .isVisible();
            token.fill(TOKEN);
            driver.button("Continue").click();
            assertThat(browsing.page().getByRole(AriaRole.DIALOG)).isHidden();
            driver.await(FIRST.query());
            browsing.page().reload();
            driver.await(FIRST.query());
            assertFalse(browsing.page().url().contains(TOKEN));
            assertEquals(0, browsing.page().evaluate("localStorage.length"));
            assertTrue(browsing.requests().stream().noneMatch(url -> url.contains(TOKEN)));
        }
    }

    @Test
    void escapeDoesNotEndTheQuestionForTheToken() {
        try (Running server = Running.start(Demo.builder().token(TOKEN))) {
            browsing.page().navigate(PageDriver.address(server, FIRST));
            Locator dialog = browsing.page().getByRole(AriaRole.DIALOG);
            for (int i = 0; i < 3; i++) {
                assertThat(dialog).isVisible();
                browsing.page().keyboard().press("Escape");
                browsing.page().waitForTimeout(100);
            }
            driver.token().fill(TOKEN);
            browsing.page().keyboard().press("Escape");
            assertThat(driver.token()).hasValue(TOKEN);
            driver.button("Continue").click();
            driver.await(FIRST.query());
            assertThat(dialog).isHidden();
        }
    }

    @Test
    void aModelThatTheServerDoesNotHaveIsNotAsked() {
        Running server = Running.shared();
        browsing.page().navigate(PageDriver.address(server, FIRST) + "&model=nowhere");
        driver.await(FIRST.query());
        assertFalse(browsing.page().url().contains("nowhere"));
        browsing.page()
                .evaluate(
                        "address => { location.hash = address; }",
                        "clip=" + FIRST.videoId() + "&query=" + SECOND.queryId() + "&model=neither");
        driver.await(SECOND.query());
        assertThat(browsing.page().getByLabel("Model")).hasValue("demo");
        browsing.assertSound();
    }

    @Test
    void aServerThatStillLoadsIsAskedAgainByTheUser() {
        OsgnetServer loading = Demo.builder().start();
        try {
            browsing.page().navigate("http://127.0.0.1:" + loading.port() + "/");
            assertThat(browsing.page().locator("#notice")).isVisible();
            loading.load();
            driver.button("Try again").click();
            assertThat(driver.clip(FIRST.videoId())).isVisible();
        } finally {
            loading.close();
        }
    }

    @Test
    void aServerWithoutClipsSaysHowToHaveSome() {
        try (Running server =
                Running.start(OsgnetServer.builder().port(0).model(new NamedBundle("demo", Demo.BUNDLE)))) {
            browsing.page().navigate(PageDriver.home(server));
            assertThat(browsing.page().getByText("This server has no clips.")).isVisible();
            browsing.assertSound();
        }
    }

    @Test
    void textOfTheDataIsNeverMarkup() throws IOException {
        String hostile =
                "<img src=x onerror=\\\"document.title='taken'\\\"><script>document.title='taken'</script>&amp;\\u202e";
        String shown =
                "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>&amp;\u202e";
        List<String> lines = Files.readAllLines(Demo.LEARN.resolve("annotations/val.jsonl"));
        Path file = folder.resolve("hostile.jsonl");
        Files.writeString(
                file,
                lines.get(0)
                                .replace(FIRST.query(), hostile)
                                .replace("\"class_name\": \"pan\"", "\"class_name\": \"<b>pan</b>\"")
                        + "\n");
        try (Running server = Running.start(Demo.builder().annotations(file))) {
            browsing.page().navigate(PageDriver.home(server));
            driver.clip(FIRST.videoId()).click();
            browsing.page().locator("#queries button").click();
            assertThat(browsing.page().locator("#results h3")).hasText(shown);
            assertThat(browsing.page().locator("#results .object-row .name")).hasText("<b>pan</b>");
            assertThat(browsing.page().locator("main img, main b, main script")).hasCount(0);
            assertEquals(FIRST.videoId() + " · osgnet", browsing.page().title());
            browsing.assertSound();
        }
    }

    @Test
    void aQueryOfNoWordsGoesByItsId() throws IOException {
        Path blank = folder.resolve("blank.jsonl");
        Files.writeString(
                blank,
                Files.readString(Demo.LEARN.resolve("annotations/val.jsonl"))
                        .replace("\"query\": \"" + FIRST.query(), "\"query\": \" "));
        try (Running server = Running.start(Demo.builder().annotations(blank))) {
            browsing.page().navigate(PageDriver.home(server));
            browsing.page().locator("#rows a").first().click();
            driver.await(FIRST.queryId());
            assertThat(driver.button(FIRST.queryId())).isVisible();
            browsing.assertReadable();
        }
    }

    @Test
    void anAddressOfNonsenseShowsTheList() {
        Running server = Running.shared();
        browsing.page().navigate(PageDriver.home(server) + "#clip=&k=-1&from=b&to=a&query=&at=1e999&model=%00");
        assertThat(driver.clip(FIRST.videoId())).isVisible();
        browsing.assertSound();
    }

    @Test
    void withATextEncoderAnyWordsAreAsked() {
        TinyTextEncoder.write(folder, 24, false, true);
        try (Running server = Running.start(Demo.builder().textEncoder(folder))) {
            browsing.page().navigate(PageDriver.home(server));
            driver.clip(FIRST.videoId()).click();
            driver.query().fill("where the pan");
            driver.button("Ask").click();
            driver.await("where the pan");
            assertTrue(browsing.page().url().contains("text=where+the+pan"));
            browsing.page().reload();
            driver.await("where the pan");
            browsing.assertSound();
        }
    }

    @Test
    void whoWantsLessMotionGetsNone() {
        Running server = Running.shared();
        browsing.page().emulateMedia(new EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        browsing.page().navigate(PageDriver.address(server, FIRST));
        driver.await(FIRST.query());
        assertEquals("0s", driver.window(FIRST.query(), 1).evaluate("bar => getComputedStyle(bar).transitionDuration"));
    }
}
