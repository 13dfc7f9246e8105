package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of texts as Python prints it, such as {@code ['a', 'b']}. */
final class PythonList {
    private static final Pattern LIST = Pattern.compile("\\s*\\[(.*)]\\s*", Pattern.DOTALL);
    private static final Pattern ELEMENT =
            Pattern.compile("\\s*(?:'([^'\"\\\\\\n]*)'|\"([^'\"\\\\\\n]*)\")\\s*(,|$)", Pattern.DOTALL);

    private PythonList() {}

    /**
     * Reads a list that is not empty. Texts with a quote or a backslash in them are not read; ids have none.
     *
     * @param place for the message
     */
    static List<String> parse(String text, String place) {
        Matcher list = LIST.matcher(text);
        List<String> elements = new ArrayList<>();
        boolean whole = list.matches();
        String inside = whole ? list.group(1).stripTrailing() : "";
        Matcher element = ELEMENT.matcher(inside);
        int at = 0;
        while (whole && at < inside.length()) {
            whole = element.find(at) && element.start() == at;
            if (whole) {
                elements.add(element.group(1) != null ? element.group(1) : element.group(2));
                at = element.end();
            }
        }
        if (!whole || elements.isEmpty()) {
            throw new DataException(
                    place + ": expected a Python list of texts such as ['a', 'b'], found " + Place.shortened(text));
        }
        return List.copyOf(elements);
    }
}
