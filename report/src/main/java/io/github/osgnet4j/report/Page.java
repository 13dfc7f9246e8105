package io.github.osgnet4j.report;

import io.github.osgnet4j.data.io.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** A report as one HTML file: style and plots are inside, nothing is loaded, and nothing runs but a script of its own. */
final class Page {

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
    private static final String SCRIPT = "queries.js";

    private final String heading;
    private final String subject;
    private final List<Element> introduction = new ArrayList<>();
    private final Element contents = Element.of("nav").with("aria-label", "Contents");
    private final List<Element> sections = new ArrayList<>();
    private boolean scripted;

    /**
     * A page without sections.
     *
     * @param heading such as "Grounding report"
     * @param subject what the report is on, of any text
     */
    Page(String heading, String subject) {
        this.heading = heading;
        this.subject = subject;
        introduction.add(Element.of("h1", heading));
        introduction.add(Element.of("p").with("class", "subtitle").add(Element.foreign(subject)));
    }

    /** Adds a paragraph between heading and contents. */
    void introduce(Element paragraph) {
        introduction.add(paragraph);
    }

    /**
     * Adds a section.
     *
     * @param link its name in the contents
     * @return the section, which has its heading only
     */
    Element section(String id, String link, String heading) {
        contents.add(Element.of("a", link).with("href", "#" + id));
        Element section = Element.of("section")
                .with("id", id)
                .with("aria-labelledby", id + "-heading")
                .add(Element.of("h2", heading).with("id", id + "-heading"));
        sections.add(section);
        return section;
    }

    /** The file's text. */
    String html() {
        Element head = Element.of("head")
                .add(Element.of("meta").with("charset", "utf-8"))
                .add(Element.of("meta")
                        .with("http-equiv", "Content-Security-Policy")
                        .with("content", policy()))
                .add(Element.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
                .add(Element.of("meta").with("name", "color-scheme").with("content", "light dark"))
                .add(Element.of("title", subject + ": " + Figures.lower(heading)))
                .add(Element.style(resource("report.css")));
        Element header = Element.of("header").add(introduction).add(contents);
        Element main = Element.of("main").add(header).add(sections);
        Element page = Element.of("html")
                .with("lang", "en")
                .add(head)
                .add(Element.of("body").add(main));
        return "<!DOCTYPE html>\n" + page.html();
    }

    /** Allows the one script of ours, by its hash, where the page has it. */
    private String policy() {
        if (!scripted) {
            return POLICY;
        }
        byte[] hash = Fingerprint.sha256().digest(resource(SCRIPT).getBytes(StandardCharsets.UTF_8));
        return POLICY + "; script-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    /** Lets the script of {@link QueryTable} run. */
    void allowScript() {
        scripted = true;
    }

    /** Something the reader should know. */
    static Element note(String text) {
        return Element.of("p", text).with("class", "note");
    }

    /** A number that is read at a glance, for a list of class {@code tiles}. */
    static Element tile(String name, String value, String unit) {
        return Element.of("div")
                .add(Element.of("dt", name))
                .add(Element.of("dd", value).add(Element.of("small", unit)));
    }

    /** A plot in the colours of the reader's page. */
    static Element plot(String alt, Function<Theme, String> drawing) {
        return Tables.scrolling(
                "Plot",
                Element.of("picture")
                        .add(Element.of("source")
                                .with("media", "screen and (prefers-color-scheme: dark)")
                                .with("srcset", data(drawing.apply(Theme.DARK))))
                        .add(Element.of("img").with("alt", alt).with("src", data(drawing.apply(Theme.LIGHT)))));
    }

    private static String data(String svg) {
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }

    /** A file of the jar beside this class. */
    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ReportException("The report's " + name + " cannot be read from the jar", e);
        }
    }
}
