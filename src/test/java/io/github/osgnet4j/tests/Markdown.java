package io.github.osgnet4j.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code in Markdown files. */
final class Markdown {

    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

    private Markdown() {}

    /** The fenced blocks of a language, in order, without their fences. */
    static List<String> blocks(Path file, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher m = BLOCK.matcher(Files.readString(file));
        while (m.find()) {
            if (m.group(1).equals(language)) {
                blocks.add(m.group(2));
            }
        }
        return blocks;
    }

    /** Code whatever its line breaks and indentation. */
    static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
