package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.report.SplitPage;
import io.github.osgnet4j.report.SplitReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pictures of page and report at two widths, to be looked at: in {@code target/screenshots}, or in the folder that
 * {@code -Dosgnet.screenshots} names ({@code docs/images} has those of the documentation).
 */
class ScreenshotTest {

    private static final Path TARGET = Path.of("target/screenshots");
    private static final Path FOLDER = Path.of(System.getProperty("osgnet.screenshots", TARGET.toString()));

    /** The documentation does not have it. */
    private static final String NOT_SHOWN = "overview-dark";

    private static final List<AnnotatedQuery> QUERIES = Demo.QUERIES.subList(0, 2);

    /** Colours that a picture with something on it has. */
    private static final int LEAST_COLOURS = 100;

    /** What is shown of the report, which is many screens long: so much, from so much above a section. */
    private static final int TALL = 1200;

    private static final int ABOVE = 200;

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, page-1280", "390, LIGHT, page-390", "1280, DARK, page-dark"})
    void thePage(int width, ColorScheme scheme, String name) throws IOException {
        try (Browsing browsing = Browsing.open(width, 900, scheme)) {
            PageDriver driver = new PageDriver(browsing.page());
            browsing.page().navigate(PageDriver.address(Running.shared(), QUERIES.toArray(AnnotatedQuery[]::new)));
            QUERIES.forEach(query -> driver.await(query.query()));
            driver.window(QUERIES.get(0).query(), 1).click();
            browsing.page().mouse().move(0, 0);
            browsing.assertSound();
            take(browsing, name, options -> options, width);
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, overview-1280", "390, DARK, " + NOT_SHOWN})
    void theOverview(int width, ColorScheme scheme, String name) throws IOException {
        try (Browsing browsing = Browsing.open(width, 900, scheme)) {
            browsing.page().navigate(PageDriver.home(Splits.shared()) + "#sort=-change");
            browsing.page().locator("#rows tbody tr").first().waitFor();
            browsing.assertSound();
            take(browsing, name, options -> options, width);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1280, recall, report-1280-recall",
        "1280, best, report-1280-best",
        "390, recall, report-390-recall",
        "390, best, report-390-best"
    })
    void theReport(int width, String section, String name, @TempDir Path folder) throws IOException {
        try (Browsing browsing = Browsing.open(width, 900, ColorScheme.LIGHT)) {
            browsing.page().navigate(report(folder).toUri() + "#" + section);
            browsing.assertSound();
            Locator shown = browsing.page().locator("#" + section);
            double top = shown.boundingBox().y + ((Number) browsing.page().evaluate("scrollY")).doubleValue();
            take(browsing, name, options -> options.setClip(0, Math.max(0, top - ABOVE), width, TALL), width);
        }
    }

    /** Of a network that was trained for two epochs, which makes mistakes. */
    private static Path report(Path folder) throws IOException {
        Predictions predictions = Predictions.read(Path.of("src/test/resources/two-epochs.json"));
        GroundTruth truth = GroundTruth.read(Demo.CONFIG.dataset().groundTruth(), Demo.CONFIG.track());
        SplitReport report = SplitReport.of(predictions, truth, Demo.QUERIES);
        return Files.writeString(
                folder.resolve("report.html"),
                new SplitPage("NLQ, split val, two-epochs.json", report, List.of(), "1.0", 3).html());
    }

    private static void take(Browsing browsing, String name, UnaryOperator<ScreenshotOptions> options, int width)
            throws IOException {
        Path folder = Files.createDirectories(name.equals(NOT_SHOWN) ? TARGET : FOLDER);
        Path file = folder.resolve(name + ".png");
        browsing.page()
                .screenshot(options.apply(new ScreenshotOptions()
                        .setPath(file)
                        .setFullPage(true)
                        .setAnimations(ScreenshotAnimations.DISABLED)
                        .setCaret(ScreenshotCaret.HIDE)));
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(width, image.getWidth());
        long colours = IntStream.range(0, image.getHeight())
                .flatMap(y -> IntStream.range(0, width).map(x -> image.getRGB(x, y)))
                .distinct()
                .count();
        assertTrue(colours > LEAST_COLOURS, name + " has " + colours + " colours");
    }
}
