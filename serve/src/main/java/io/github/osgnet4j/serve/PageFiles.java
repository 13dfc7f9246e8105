package io.github.osgnet4j.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The files of the page: only those listed in {@code files.list}, read once. */
final class PageFiles {

    private static final String FOLDER = "page/";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Reply> files = new HashMap<>();

    private PageFiles() {}

    static PageFiles load() {
        PageFiles page = new PageFiles();
        new String(resource(FOLDER + "files.list"), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> page.files.put(name, file(name)));
        return page;
    }

    private static Reply file(String name) {
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (mediaType == null) {
            throw new IllegalStateException(name + ": not a kind of file that the page is made of");
        }
        return Reply.bytes(200, mediaType, resource(FOLDER + name)).with("Cache-Control", "no-cache");
    }

    /** A file beside this class. */
    static byte[] resource(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply reply(String name) {
        Reply file = files.get(name);
        if (file == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The page has no file " + Quoted.of(name));
        }
        return file;
    }
}
