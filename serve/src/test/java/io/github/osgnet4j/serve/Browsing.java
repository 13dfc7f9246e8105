package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A page in the Chromium of this machine. Nothing is downloaded: {@code -Dosgnet.chromium=FILE} names the browser, or it
 * is found on the path. Without one the tests are skipped, unless {@code -Dosgnet.browser=required}.
 */
final class Browsing implements AutoCloseable {

    /** The one without windows first: the tests then take less than half as much processor time. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome");

    private static final double PATIENCE_MILLIS = 60_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    private Browsing(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(PATIENCE_MILLIS);
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> requests.add(request.url()));
    }

    /** A browser window of its own; skips the test where there is no browser. */
    static Browsing open(int width, int height, ColorScheme scheme) {
        Assumptions.assumeTrue(
                Chromium.BROWSER.isPresent(),
                "No Chromium on this machine: install it, or name it with -Dosgnet.chromium=FILE");
        return new Browsing(Chromium.BROWSER
                .get()
                .newContext(new NewContextOptions()
                        .setViewportSize(width, height)
                        .setLocale("en-GB")
                        .setColorScheme(scheme)));
    }

    static Browsing open() {
        return open(1280, 900, ColorScheme.LIGHT);
    }

    Page page() {
        return page;
    }

    /** Everything that was asked for so far, by address. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Errors and warnings of the console since the last call. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** No error in the console, and nothing is wider than the window. */
    void assertSound() {
        assertEquals(List.of(), complaints());
        Object excess = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertTrue(((Number) excess).intValue() <= 0, "the page is " + excess + " pixels too wide");
    }

    /**
     * Every text has the contrast to its background that WCAG AA asks for, and every control a name.
     */
    void assertReadable() {
        assertEquals(List.of(), page.evaluate(CONTRAST), "texts of low contrast");
        assertEquals(List.of(), page.evaluate(NAMELESS), "controls without a name");
    }

    /** axe-core finds nothing that WCAG or good practice forbids. */
    void assertAccessible() {
        assertEquals(List.of(), complaints());
        page.evaluate(Axe.SCRIPT);
        assertEquals(List.of(), page.evaluate(VIOLATIONS), "violations that axe-core found");
        // Its own way of measuring colours is one that the browser warns of.
        complaints.clear();
    }

    private static final String VIOLATIONS = """
            async () => (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))""";

    private static final String CONTRAST = """
            () => {
              const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
                .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const back = (element) => {
                for (let e = element; e; e = e.parentElement) {
                  const colour = channels(getComputedStyle(e).backgroundColor);
                  if (colour.length === 3 || colour[3] === 1) return colour;
                }
                return [255, 255, 255];
              };
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const low = [];
              while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(":disabled, .hidden, style, script")) continue;
                const style = getComputedStyle(element);
                const [a, b] = [light(channels(style.color)), light(back(element))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) low.push(`${walker.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
              }
              return low;
            }""";

    private static final String NAMELESS = """
            () => [...document.querySelectorAll("a, button, input, select, [tabindex='0']")]
              .filter((e) => e.checkVisibility())
              .filter((e) => !(e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim()))
              .map((e) => e.outerHTML)""";

    @Override
    public void close() {
        context.close();
    }

    /** The library, read once. */
    private static final class Axe {
        private static final String SCRIPT = read();

        private static String read() {
            Properties library = new Properties();
            try (InputStream about = resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
                library.load(about);
                String file = "/META-INF/resources/webjars/axe-core/" + library.getProperty("version") + "/axe.min.js";
                try (InputStream script = resource(file)) {
                    return new String(script.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static InputStream resource(String name) {
            return Objects.requireNonNull(Browsing.class.getResourceAsStream(name), name);
        }
    }

    /** The browser that all tests share, started when first asked for. */
    private static final class Chromium {
        private static final Optional<Browser> BROWSER = find().map(Chromium::launch);

        private static Optional<Path> find() {
            Optional<Path> found = Optional.ofNullable(System.getProperty("osgnet.chromium"))
                    .map(Path::of)
                    .or(() -> folders()
                            .flatMap(folder -> NAMES.stream().map(folder::resolve))
                            .filter(Files::isExecutable)
                            .findFirst());
            if (found.isEmpty() && "required".equals(System.getProperty("osgnet.browser"))) {
                throw new AssertionError("No Chromium on the path, and osgnet.browser is required");
            }
            return found;
        }

        private static Stream<Path> folders() {
            return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(Path::of);
        }

        private static Browser launch(Path executable) {
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
            return playwright.chromium().launch(new LaunchOptions().setExecutablePath(executable));
        }
    }
}
