package io.github.osgnet4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An HTML element under construction. Text and attributes are escaped when written. */
final class Element {

    private static final Set<String> VOID = Set.of("meta", "img", "source", "br");
    /** Of a text from a file; what is longer is cut. */
    private static final int MAX_TEXT = 400;

    private final String tag;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private record Verbatim(String text) {}

    private Element(String tag) {
        this.tag = tag;
    }

    static Element of(String tag) {
        return new Element(tag);
    }

    static Element of(String tag, String text) {
        return new Element(tag).text(text);
    }

    /** A style sheet of ours, which HTML takes as it stands. */
    static Element style(String css) {
        Element style = new Element("style");
        style.content.add(new Verbatim(css));
        return style;
    }

    /** A script of ours, which HTML takes as it stands. */
    static Element script(String javascript) {
        Element script = new Element("script");
        script.content.add(new Verbatim(javascript));
        return script;
    }

    /** Data for a script.
     *
     * @param json without the characters that HTML reads
     */
    static Element data(String id, String json) {
        Element data = new Element("script").with("type", "application/json").with("id", id);
        data.content.add(new Verbatim(json));
        return data;
    }

    Element with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    Element text(String text) {
        content.add(text);
        return this;
    }

    Element add(Element... children) {
        content.addAll(List.of(children));
        return this;
    }

    Element add(List<Element> children) {
        content.addAll(children);
        return this;
    }

    /** Text of unknown direction and length, as annotations have it. */
    static Element foreign(String text) {
        int length = text.codePointCount(0, text.length());
        return of("bdi", length <= MAX_TEXT ? text : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT)) + " …");
    }

    /** The element as HTML. */
    String html() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        out.append('<').append(tag);
        attributes.forEach((name, value) ->
                out.append(' ').append(name).append("=\"").append(escape(value)).append('"'));
        out.append('>');
        if (VOID.contains(tag)) {
            return;
        }
        for (Object part : content) {
            if (part instanceof Element child) {
                child.write(out);
            } else if (part instanceof Verbatim verbatim) {
                out.append(verbatim.text());
            } else {
                out.append(escape((String) part));
            }
        }
        out.append("</").append(tag).append('>');
        if (!"bdi".equals(tag)) {
            out.append('\n');
        }
    }

    /** Characters that HTML does not allow become the replacement character. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    private static boolean allowed(int c) {
        boolean control = c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !control && !surrogate && (c & 0xfffe) != 0xfffe;
    }
}
