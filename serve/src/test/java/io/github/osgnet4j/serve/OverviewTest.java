package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.report.QueryOutcome;
import io.github.osgnet4j.report.SplitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The split before a clip is chosen. */
class OverviewTest extends OnThePage {

    private static final SplitReport WORSE = Splits.report(Splits.WORSE);
    private static final SplitReport BETTER = Splits.report(Splits.BETTER);

    @BeforeEach
    void choose() {
        server = Splits.shared();
    }

    private void home(String fragment) {
        browsing.page().navigate(PageDriver.home(server) + fragment);
        assertThat(browsing.page().locator("#overview")).isVisible();
    }

    private Locator rows() {
        return browsing.page().locator("#rows tbody tr");
    }

    /** The texts of a column of the rows that are elements, which begin with the first. */
    private List<String> column(String word) {
        return browsing.page().locator("#rows tbody .c-" + word).allTextContents();
    }

    private Locator heading(String name) {
        return browsing.page()
                .locator("#rows")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private void assertShown(String text) {
        assertThat(browsing.page().locator("#shown")).hasText(text);
    }

    private static boolean failed(QueryOutcome outcome) {
        return outcome.firstIou() <= Recall.THRESHOLDS.get(0);
    }

    private static List<QueryOutcome> failures() {
        return WORSE.outcomes().stream().filter(OverviewTest::failed).toList();
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    @Test
    void theFiguresAreThoseOfTheEvaluation() {
        home("");
        Locator cells = browsing.page().locator("#recalls tbody tr").first().locator("td");
        RecallTable recall = WORSE.recall().orElseThrow();
        List<String> expected = new ArrayList<>(List.of(Integer.toString(recall.queries())));
        for (int rank : List.of(1, 5)) {
            Recall.THRESHOLDS.forEach(threshold -> expected.add(number(recall.percent(rank, threshold), 2)));
        }
        expected.add(number(100 * recall.meanIou(), 2));
        assertEquals(expected, cells.allTextContents());
        String bins = WORSE.firstIous().toString().replaceAll("[\\[\\]]", "");
        assertThat(browsing.page().locator("#histogram svg"))
                .hasAttribute("aria-label", Pattern.compile("A: worse: " + bins + ";"));
        browsing.assertSound();
        browsing.assertReadable();
    }

    @Test
    void theTableIsSortedAndFiltered() {
        home("");
        assertShown("All 40 queries");
        heading("IoU A").click();
        assertThat(browsing.page().locator("th.c-iou")).hasAttribute("aria-sort", "descending");
        List<Double> falling = column("iou").stream().map(Double::valueOf).toList();
        assertEquals(falling.stream().sorted(Comparator.reverseOrder()).toList(), falling);
        assertEquals(number(WORSE.best(1).get(0).firstIou(), 3), column("iou").get(0));
        heading("IoU A").click();
        assertThat(browsing.page().locator("th.c-iou")).hasAttribute("aria-sort", "ascending");
        browsing.page()
                .getByLabel("Show", new GetByLabelOptions().setExact(true))
                .selectOption("failures");
        assertShown(failures().size() + " of 40 queries");
        browsing.page().getByLabel("Words").fill("pan");
        long pans = failures().stream()
                .filter(outcome ->
                        outcome.query().query().toLowerCase(Locale.ROOT).contains("pan"))
                .count();
        assertShown(pans + " of 40 queries");
        driver.button("Show all").click();
        browsing.page().getByLabel("Score below").fill("0.16");
        long low = WORSE.outcomes().stream()
                .filter(outcome -> outcome.firstScore() < 0.16)
                .count();
        assertShown(low + " of 40 queries");
        browsing.assertSound();
    }

    @Test
    void aRowOpensItsQueryAndTheOverviewIsAsItWasAfterwards() {
        home("#filter=failures&sort=iou");
        Locator first = rows().first();
        String text = first.locator(".c-query").textContent();
        first.locator(".c-iou").click();
        driver.await(text);
        assertEquals(List.of(text), driver.answers());
        assertTrue(
                browsing.page().url().contains("filter=failures&sort=iou"),
                browsing.page().url());
        driver.button("Overview").click();
        assertShown(failures().size() + " of 40 queries");
        assertEquals(text, column("query").get(0));
        browsing.page().goBack();
        driver.await(text);
        browsing.assertSound();
    }

    private void awaitTop(int pixels) {
        Locator frame = browsing.page().locator("#rows");
        browsing.page()
                .waitForCondition(() -> ((Number) frame.evaluate("rows => rows.scrollTop")).intValue() == pixels);
    }

    @Test
    void whoComesBackFindsTheRowsWhereTheyWere() {
        home("#filter=failures&sort=iou");
        browsing.page().locator("#rows").evaluate("rows => { rows.scrollTop = 300; }");
        Locator row = rows().nth(14);
        String text = row.locator(".c-query").textContent();
        row.locator("a").click();
        driver.await(text);
        browsing.page().goBack();
        assertShown(failures().size() + " of 40 queries");
        awaitTop(300);
        rows().nth(14).locator("a").click();
        driver.await(text);
        driver.button("Overview").click();
        awaitTop(300);
        browsing.page().getByLabel("Words").fill("pan");
        awaitTop(0);
        browsing.assertSound();
    }

    @Test
    void theKeyboardGoesThroughRowsAndFailures() {
        home("#filter=failures");
        List<String> texts = column("query");
        rows().first().locator("a").focus();
        browsing.page().keyboard().press("ArrowDown");
        assertThat(rows().nth(1).locator("a")).isFocused();
        browsing.page().keyboard().press("End");
        assertThat(rows().last().locator("a")).isFocused();
        browsing.page().keyboard().press("Home");
        browsing.page().keyboard().press("Enter");
        driver.await(texts.get(0));
        browsing.page().keyboard().press("j");
        driver.await(texts.get(1));
        assertEquals(List.of(texts.get(1)), driver.answers());
        assertThat(browsing.page().locator("#walked"))
                .hasText("Failure 2 of " + failures().size());
        browsing.page().keyboard().press("j");
        driver.await(texts.get(2));
        browsing.page().keyboard().press("k");
        driver.await(texts.get(1));
        driver.button("Previous failure").click();
        driver.await(texts.get(0));
        browsing.page().keyboard().press("k");
        assertThat(browsing.page().locator("#status")).hasText("No failure before this one");
        browsing.assertSound();
    }

    @Test
    void twoFilesAreComparedQueryByQueryAndOnTheTimeLine() {
        home("#sort=-change");
        QueryOutcome gained = null;
        double most = -1;
        for (QueryOutcome after : BETTER.outcomes()) {
            QueryOutcome before = outcome(WORSE, after.query());
            if (after.firstIou() - before.firstIou() > most) {
                most = after.firstIou() - before.firstIou();
                gained = after;
            }
        }
        assertEquals("+" + number(most, 3), column("change").get(0));
        browsing.page().navigate(PageDriver.address(server, gained.query()));
        driver.await(gained.query().query());
        for (String name : List.of("worse", "better")) {
            QueryOutcome shown = outcome(name.equals("worse") ? WORSE : BETTER, gained.query());
            assertThat(driver.row(gained.query().query(), name).locator(".bar.other"))
                    .hasCount(shown.windows().size());
            assertEquals(
                    number(shown.firstIou(), 2),
                    driver.numbers(gained.query().query(), name).get(2));
        }
        browsing.assertSound();
    }

    @Test
    void anotherModelIsAskedForARowOfItsOwn() {
        browsing.page().navigate(PageDriver.address(server, FIRST) + "&a=other%2C+so+far&b=better");
        driver.await(FIRST.query());
        JsonNode windows = PageDriver.asked(server, FIRST).get("windows");
        Locator row = driver.row(FIRST.query(), "other, so far");
        assertThat(row.locator(".bar.other")).hasCount(windows.size());
        assertEquals(
                number(windows.get(0).get("score").asDouble(), 3),
                driver.numbers(FIRST.query(), "other, so far").get(1));
        assertThat(driver.row(FIRST.query(), "better")).isVisible();
        assertThat(driver.row(FIRST.query(), "worse")).hasCount(0);
        driver.button("Overview").click();
        assertThat(browsing.page().locator("#set-a")).hasValue("other, so far");
        browsing.assertSound();
    }

    @Test
    void aTemplateThatIsNotThereIsNoFilter() {
        home("#template=nothing+like+that&sort=-score");
        assertThat(browsing.page().locator("#filter-kind")).hasValue("");
        browsing.page().waitForFunction("!location.hash.includes('template')");
        assertTrue(
                browsing.page().url().contains("sort=-score"), browsing.page().url());
    }

    @Test
    void whatIsNotOfferedFiltersNothing() {
        home("#filter=gained");
        assertThat(browsing.page().locator("#filter-show")).hasValue("gained");
        browsing.page().getByLabel("Compared with").selectOption("");
        assertShown("All 40 queries");
        assertThat(browsing.page().locator("#filter-show")).hasValue("all");
        assertFalse(browsing.page().url().contains("filter="), browsing.page().url());
    }

    @Test
    void withoutAnswersThatAreKnownAPhoneShowsTheScores(@TempDir Path folder) throws IOException {
        String lines = Files.readString(Demo.LEARN.resolve("annotations/val.jsonl"));
        Path annotations = Files.writeString(
                folder.resolve("test.jsonl"), lines.replaceAll("\"timestamps\": \\[\\[[^]]*]]", "\"timestamps\": []"));
        try (Running open =
                        Running.start(Splits.builder().annotations(annotations).split(Split.TEST));
                Browsing phone = Browsing.open(390, 844, ColorScheme.LIGHT)) {
            phone.page().navigate(PageDriver.home(open) + "#filter=failures");
            assertThat(phone.page().locator("#shown")).hasText("All 40 queries");
            Locator row = phone.page().locator("#rows tbody tr").first();
            assertThat(row.locator(".c-score"))
                    .hasText(number(WORSE.outcomes().get(0).firstScore(), 3));
            assertThat(row.locator(".c-score")).isVisible();
            assertThat(row.locator(".c-score-b")).isVisible();
            phone.assertSound();
            phone.assertAccessible();
        }
    }

    private static QueryOutcome outcome(SplitReport report, AnnotatedQuery query) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.query().equals(query))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSelectionIsSavedAsJson() throws IOException {
        home("#filter=failures&sort=-score");
        Download download = browsing.page()
                .waitForDownload(() -> driver.button("Save as JSON").click());
        assertEquals("osgnet-val-failures.json", download.suggestedFilename());
        JsonNode saved = Running.JSON.readTree(Files.readString(download.path()));
        List<QueryOutcome> expected = failures().stream()
                .sorted(Comparator.comparingDouble((QueryOutcome outcome) -> -outcome.firstScore()))
                .toList();
        assertEquals("failures", saved.get("filter").get("show").asText());
        assertEquals(expected.size(), saved.get("queries").size());
        for (int i = 0; i < expected.size(); i++) {
            JsonNode query = saved.get("queries").get(i);
            assertEquals(expected.get(i).query().query(), query.get("text").asText());
            assertEquals(
                    expected.get(i).firstIou(),
                    query.get("predictions").get(0).get("iou").asDouble(),
                    1e-5);
        }
    }

    @Test
    void aFoundQueryIsNamedAndOpened() {
        home("");
        driver.search().fill(SECOND.query());
        Locator hit = browsing.page().locator("#clips a").first();
        assertThat(hit).hasText(SECOND.query());
        driver.search().press("ArrowDown");
        browsing.page().keyboard().press("ArrowDown");
        assertThat(hit).isFocused();
        browsing.page().keyboard().press("Enter");
        driver.await(SECOND.query());
        browsing.assertSound();
    }

    @Test
    void whatIsAskedAppearsInTheOverview() {
        server = Running.shared();
        show(FIRST);
        String iou = driver.numbers(FIRST.query(), "#1").get(2);
        driver.button("Overview").click();
        assertThat(rows().first().locator(".c-iou")).hasText(Pattern.compile("^" + iou.substring(0, 3)));
        browsing.assertSound();
    }

    @Test
    void failuresAmongLaterAnswersAreFoundToo() {
        server = Running.shared();
        AnnotatedQuery failed = Demo.QUERIES.get(5);
        AtomicBoolean fails = new AtomicBoolean();
        browsing.page().route("**/api/split", route -> {
            JsonNode split = server.get("/api/split").json();
            if (fails.get()) {
                ObjectNode model = (ObjectNode) split.get("predictions").get(0);
                List.of("start", "iou", "hits")
                        .forEach(column -> ((ArrayNode) model.get(column)).set(5, IntNode.valueOf(0)));
            }
            route.fulfill(
                    new FulfillOptions().setContentType("application/json").setBody(split.toString()));
        });
        home("");
        driver.clip(FIRST.videoId()).click();
        driver.button(FIRST.query()).click();
        driver.await(FIRST.query());
        fails.set(true);
        driver.button("Next failure").click();
        driver.await(failed.query());
        assertThat(browsing.page().locator("#walked")).hasText("Failure 1 of 1");
        driver.button("Next failure").click();
        assertThat(browsing.page().locator("#walked")).hasText("No failure after this one");
        browsing.assertSound();
    }

    @Test
    void whereNothingIsLeftNoBarsAreDrawn() {
        home("#filter=failures&words=nothing+like+that");
        assertShown("0 of 40 queries");
        assertThat(browsing.page().locator("#recalls")).isVisible();
        assertThat(browsing.page().locator("#histogram")).isHidden();
        driver.button("Show all").click();
        assertThat(browsing.page().locator("#histogram")).isVisible();
        browsing.assertSound();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "390, DARK"})
    void checksOfAccessibilityFindNothing(int width, ColorScheme scheme) {
        try (Browsing other = Browsing.open(width, 900, scheme)) {
            PageDriver looking = new PageDriver(other.page());
            other.page().navigate(PageDriver.home(server) + "#filter=failures&sort=iou");
            assertThat(other.page().locator("#rows tbody tr").first()).isVisible();
            other.assertAccessible();
            other.assertSound();
            other.assertReadable();
            other.page().navigate(PageDriver.address(server, FIRST, SECOND));
            looking.await(FIRST.query());
            looking.await(SECOND.query());
            other.assertAccessible();
            other.assertSound();
        }
    }
}
