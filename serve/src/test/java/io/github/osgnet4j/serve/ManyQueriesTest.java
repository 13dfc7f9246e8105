package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overview of 2,000 clips with 20,000 queries, some of them hostile. */
class ManyQueriesTest extends OnThePage {

    /** Elements of rows at most: those in view and some above and below. */
    private static final int MOST_ROWS = 60;

    /** As often as a split of 500 times as many queries may take the time of a small one, until the first row is there. */
    private static final double MOST_TIMES = 5;

    private static final int RUNS = 3;

    @TempDir
    static Path folder;

    private static Running large;

    @BeforeAll
    static void start() throws IOException {
        large = Running.start(Splits.large(folder));
    }

    @AfterAll
    static void stop() {
        large.close();
    }

    private Locator rows() {
        return browsing.page().locator("#rows tbody tr");
    }

    /** Milliseconds from the start of the page to the first row, and from a filter to its rows. */
    private double[] times(Running of) {
        server = of;
        browsing.page().addInitScript("""
                new MutationObserver((_, observer) => {
                  if (document.querySelector("#rows tbody tr")) {
                    window.firstRows = performance.now();
                    observer.disconnect();
                  }
                }).observe(document, { childList: true, subtree: true });""");
        browsing.page().navigate("about:blank");
        browsing.page().navigate(PageDriver.home(of));
        assertThat(rows().first()).isVisible();
        double first = ((Number) browsing.page().evaluate("window.firstRows")).doubleValue();
        double filter = ((Number) browsing.page().evaluate("""
                () => new Promise((resolve) => {
                  const start = performance.now();
                  const show = document.getElementById("filter-show");
                  show.value = "failures";
                  show.dispatchEvent(new Event("input", { bubbles: true }));
                  new MutationObserver(() => requestAnimationFrame(() => resolve(performance.now() - start)))
                    .observe(document.querySelector("#rows tbody"), { childList: true });
                })""")).doubleValue();
        return new double[] {first, filter};
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Test
    void aLargeSplitIsThereAboutAsSoonAsASmallOne() {
        List<Double> first = new ArrayList<>();
        List<Double> filtered = new ArrayList<>();
        List<Double> small = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            small.add(times(Running.shared())[0]);
            double[] taken = times(large);
            first.add(taken[0]);
            filtered.add(taken[1]);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "overview: first row after %.0f ms, of the small split %.0f ms; filtered in %.0f ms; %s",
                median(first),
                median(small),
                median(filtered),
                browsing.page().evaluate("""
                        () => {
                          const { encodedBodySize, decodedBodySize } = performance.getEntriesByType("resource")
                            .find(({ name }) => name.endsWith("/api/split"));
                          return `${encodedBodySize} bytes, ${decodedBodySize} unpacked`;
                        }""")));
        assertTrue(median(first) < MOST_TIMES * median(small), first + " ms against " + small);
        assertTrue(
                median(filtered) < median(small), filtered + " ms to filter, " + small + " ms to load the small one");
    }

    @Test
    void onlyTheRowsInViewAreElements() {
        browsing.page().navigate(PageDriver.home(large));
        assertThat(browsing.page().locator("#shown")).hasText("All 20000 queries");
        assertTrue(rows().count() < MOST_ROWS);
        assertThat(browsing.page().locator("#rows table")).hasAttribute("aria-rowcount", "20001");
        rows().first().locator("a").focus();
        browsing.page().keyboard().press("End");
        Locator last = browsing.page().locator("#rows tr[aria-rowindex='20001']");
        assertThat(last.locator("a")).isFocused();
        assertThat(last).containsText("thing 19999");
        assertTrue(rows().count() < MOST_ROWS);
        browsing.page().locator("#rows").evaluate("rows => { rows.scrollTop = rows.scrollHeight / 2; }");
        assertThat(browsing.page().locator("#rows")).isFocused();
        assertThat(browsing.page().locator("#rows tr[aria-rowindex='10001']")).isVisible();
        browsing.page().keyboard().press("ArrowDown");
        int focused = ((Number) browsing.page()
                        .evaluate("Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex'))"))
                .intValue();
        assertEquals(10_000, focused, 100, "the keys go on where the rows were scrolled to");
        browsing.assertSound();
    }

    @Test
    void hostileTextsAreTextAndHarmlessInASpreadsheet() throws IOException {
        browsing.page().navigate(PageDriver.home(large));
        for (int i = 0; i < Splits.HOSTILE.size(); i++) {
            String shown = Splits.HOSTILE.get(i);
            assertThat(rows().nth(i).locator("a"))
                    .hasText(shown.length() > 300 ? shown.substring(0, 300) + "…" : shown);
        }
        assertThat(browsing.page().locator("#rows img, #rows script")).hasCount(0);
        assertEquals("osgnet", browsing.page().title());
        browsing.assertSound();
        browsing.page().getByLabel("Words").fill("annotation-00000000");
        assertThat(browsing.page().locator("#shown")).hasText("10 of 20000 queries");
        Download download = browsing.page()
                .waitForDownload(() -> driver.button("Save as CSV").click());
        String csv = Files.readString(download.path());
        assertTrue(csv.startsWith("\"clip\",\"query\",\"text\",\"template\",\"start\",\"end\",\"a start\""), csv);
        assertTrue(csv.contains(",\"'=HYPERLINK(\"\"http://127.0.0.1/\"\")\",\"kind 0\",0,10,"), csv);
        assertTrue(csv.contains(",\"'@sum, \"\"quoted\"\"\","), csv);
        assertTrue(csv.contains(",\"'\uff1dsum(1)\","), csv);
        assertEquals(11, csv.split("\r\n", -1).length - 1);
    }
}
