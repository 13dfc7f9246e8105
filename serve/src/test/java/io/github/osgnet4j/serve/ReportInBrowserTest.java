package io.github.osgnet4j.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.report.SplitPage;
import io.github.osgnet4j.report.SplitReport;
import io.github.osgnet4j.report.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reports in a browser, from files. */
class ReportInBrowserTest {

    private static final Predictions PREDICTIONS = Predictions.read(Demo.LEARN.resolve("golden/predictions.json"));

    @TempDir
    Path folder;

    private Path write(String title, List<AnnotatedQuery> queries) throws IOException {
        GroundTruth truth = GroundTruth.read(Demo.CONFIG.dataset().groundTruth(), Demo.CONFIG.track());
        SplitReport report = SplitReport.of(PREDICTIONS, truth, queries);
        return Files.writeString(
                folder.resolve("report.html"), new SplitPage(title, report, List.of(), "1.0", 5).html());
    }

    private Browsing open(int width, ColorScheme scheme) throws IOException {
        Browsing browsing = Browsing.open(width, 900, scheme);
        browsing.page().navigate(write("demo", Demo.QUERIES).toUri().toString());
        return browsing;
    }

    /** A run of two epochs with all that a run records, and a long name. */
    private Path writeTraining() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int step = 0; step < 40; step++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{'kind':'step','step':%d,'epoch':%d,'final_loss':%d,'cls_loss':1.5,'reg_loss':1,'vtm_loss':0.5,"
                            + "'lr':0.001,'grad_norm':%d,'samples_per_second':12.5}%n",
                    step,
                    step / 20,
                    60 - step,
                    step % 7));
            if (step % 20 == 19) {
                lines.append(String.format(
                        Locale.ROOT,
                        "{'kind':'validation','step':%d,'epoch':%d,'final_loss':2,'trained_r1_iou0.3':12.5,"
                                + "'ema_r1_iou0.3':15,'trained_same_windows':0.5}%n",
                        step,
                        step / 20));
            }
        }
        Path run = Files.createDirectories(folder.resolve("run".repeat(50)));
        Files.writeString(run.resolve("metrics.jsonl"), lines.toString().replace('\'', '"'));
        Files.writeString(run.resolve("run.json"), """
                {"complete": 40, "overrides": {"opt.learning_rate": "0.001"}, "identity": {"seed": "7",
                 "config opt.learning_rate": "0.001", "config model.obj_encoder_cfg": "%s", "ground truth": "%s"}}""".replaceFirst("%s", "[{layer_type=MaskedConv1DLayer}]".repeat(9))
                .replaceFirst("%s", "0a".repeat(32)));
        return TrainingReport.write(run, "1.0");
    }

    @ParameterizedTest
    @CsvSource({"1100, LIGHT", "390, LIGHT", "390, DARK"})
    void theReportOnATrainingRunIsReadableAtAnyWidth(int width, ColorScheme scheme) throws IOException {
        try (Browsing browsing = Browsing.open(width, 900, scheme)) {
            browsing.page().navigate(writeTraining().toUri().toString());
            Locator plots = browsing.page().locator("img");
            assertThat(plots).hasCount(6);
            for (Locator plot : plots.all()) {
                assertEquals(720, plot.evaluate("img => img.naturalWidth"));
                assertTrue(plot.getAttribute("alt").length() > 40);
            }
            assertEquals(
                    scheme == ColorScheme.DARK,
                    !plots.first().getAttribute("src").equals(plots.first().evaluate("img => img.currentSrc")));
            assertThat(browsing.page().locator("#settings-table tbody tr")).hasCount(2);
            assertTrue(
                    browsing.requests().stream().allMatch(url -> url.startsWith("file:") || url.startsWith("data:")),
                    "nothing is loaded");
            browsing.assertSound();
            browsing.assertReadable();
        }
    }

    @Test
    void everythingIsInTheFile() throws IOException {
        try (Browsing browsing = open(1100, ColorScheme.LIGHT)) {
            assertThat(browsing.page().locator("#recall-table tbody tr")).hasCount(3);
            assertThat(browsing.page().locator("article.query")).hasCount(10);
            Locator plots = browsing.page().locator("img");
            assertThat(plots).hasCount(7);
            for (Locator plot : plots.all()) {
                assertEquals(720, plot.evaluate("img => img.naturalWidth"));
                assertTrue(plot.getAttribute("alt").length() > 40);
            }
            assertTrue(
                    browsing.requests().stream().allMatch(url -> url.startsWith("file:") || url.startsWith("data:")),
                    "nothing is loaded");
            browsing.assertSound();
            browsing.assertReadable();
        }
    }

    @Test
    void theTableOfQueriesIsSortedAndFiltered() throws IOException {
        try (Browsing browsing = open(1100, ColorScheme.LIGHT)) {
            int all = PREDICTIONS.predictions().size();
            Locator rows = browsing.page().locator("#queries-table tbody tr");
            assertThat(rows).hasCount(all);
            Locator score = browsing.page().locator("#queries-table th").filter(new FilterOptions().setHasText("IoU"));
            int column = ((Number) score.evaluate("th => th.cellIndex")).intValue();
            score.locator("button").click();
            assertThat(score).hasAttribute("aria-sort", "descending");
            List<Double> falling = numbers(rows, column);
            assertEquals(falling.stream().sorted(Comparator.reverseOrder()).toList(), falling);
            score.locator("button").click();
            assertThat(score).hasAttribute("aria-sort", "ascending");
            assertEquals(falling.stream().sorted().toList(), numbers(rows, column));
            AnnotatedQuery one = Demo.QUERIES.get(3);
            browsing.page().locator("#queries-filter").fill(one.queryId());
            assertThat(rows).hasCount(1);
            assertThat(rows.first()).containsText(one.query());
            browsing.page().locator("#queries-filter").fill("no query has these words");
            assertThat(rows).hasCount(0);
            browsing.assertSound();
        }
    }

    private static List<Double> numbers(Locator rows, int column) {
        return rows.locator("td:nth-child(" + (column + 1) + ")").allTextContents().stream()
                .map(Double::valueOf)
                .toList();
    }

    @Test
    void onANarrowDarkScreenNothingIsTooWideAndThePlotsAreDark() throws IOException {
        try (Browsing browsing = open(360, ColorScheme.DARK)) {
            browsing.assertSound();
            browsing.assertReadable();
            assertEquals(
                    browsing.page().locator("picture source").first().getAttribute("srcset"),
                    browsing.page().locator("img").first().evaluate("img => img.currentSrc"));
        }
    }

    @Test
    void onPaperItIsLightAndWithoutLinks() throws IOException {
        try (Browsing browsing = open(1100, ColorScheme.DARK)) {
            browsing.page().emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
            assertThat(browsing.page().locator("nav")).isHidden();
            assertEquals(
                    "rgb(255, 255, 255)", browsing.page().evaluate("getComputedStyle(document.body).backgroundColor"));
            assertEquals(
                    browsing.page().locator("img").first().getAttribute("src"),
                    browsing.page().locator("img").first().evaluate("img => img.currentSrc"));
            browsing.assertReadable();
        }
    }

    @Test
    void textOfTheDataIsNeverMarkup() throws IOException {
        String hostile =
                "</h3><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">&amp;";
        Path annotations = folder.resolve("hostile.jsonl");
        String lines = Files.readString(Demo.LEARN.resolve("annotations/val.jsonl"));
        Files.writeString(
                annotations,
                lines.replaceAll(
                        "\"query\": \".*?\"",
                        Matcher.quoteReplacement("\"query\": \"" + hostile.replace("\"", "\\\"") + "\"")));
        try (Browsing browsing = Browsing.open()) {
            Path file = write(hostile, Annotations.read(annotations));
            browsing.page().navigate(file.toUri().toString());
            assertThat(browsing.page().locator("article h3").first()).hasText(hostile);
            assertThat(browsing.page().locator("article img, #queries-table img, #queries-table script"))
                    .hasCount(0);
            assertThat(browsing.page().locator("script")).hasCount(2);
            assertThat(browsing.page().locator("#queries-table tbody td").first())
                    .hasText(hostile);
            assertEquals(hostile + ": grounding report", browsing.page().title());
            browsing.assertSound();
        }
    }
}
