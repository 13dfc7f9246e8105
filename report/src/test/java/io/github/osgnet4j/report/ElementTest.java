package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ElementTest {

    @Test
    void textAndAttributesAreEscaped() {
        assertEquals(
                "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;script&gt;alert(&#39;1&#39;) &amp;amp;</p>\n",
                Element.of("p", "<script>alert('1') &amp;")
                        .with("title", "\"><script>")
                        .html());
    }

    @Property
    void noTextBecomesMarkup(@ForAll String text) {
        String html = Element.of("td", text).html();
        String inner = html.substring("<td>".length(), html.length() - "</td>\n".length());
        assertFalse(inner.contains("<") || inner.contains(">") || inner.contains("\""), inner);
        assertTrue(inner.codePoints().noneMatch(c -> c < ' ' && c != '\n' && c != '\t'), inner);
        assertTrue(inner.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000), inner);
    }

    @Test
    void textOfAFileIsCutBetweenCharacters() {
        String html = Element.foreign("\ud83c\udf73".repeat(1000)).html();
        assertEquals(400, html.codePoints().filter(c -> c == 0x1f373).count());
        assertTrue(html.endsWith(" …</bdi>"), html);
    }
}
