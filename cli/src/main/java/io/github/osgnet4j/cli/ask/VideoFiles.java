package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The video files of a folder and of those in it, by the endings of their names; hidden ones are none. */
public final class VideoFiles {

    private static final Set<String> ENDINGS = Set.of(
            "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "mts", "m2ts", "mpg", "mpeg", "flv", "wmv", "ogv", "mxf",
            "3gp");

    private VideoFiles() {}

    /**
     * The videos that a path stands for: itself, or those in a folder, sorted by name.
     *
     * @param unreadable is given each folder or file that cannot be looked at, with the reason
     * @throws CommandException if it is a folder without a video, or there is nothing
     */
    public static List<Source> of(Path path, Map<String, String> unreadable) {
        if (Files.notExists(path)) {
            throw new CommandException("There is no " + path + "; give a video file or a folder of videos");
        }
        if (!Files.isDirectory(path)) {
            return List.of(new Source(String.valueOf(path.getFileName()), path));
        }
        List<Source> found = new ArrayList<>();
        try {
            Files.walkFileTree(path, new Scan(path, found, unreadable));
        } catch (IOException e) {
            throw new CommandException(path + " cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty() && unreadable.isEmpty()) {
            throw new CommandException("There is no video in " + path + ": no name of a file ends in one of "
                    + String.join(", ", ENDINGS.stream().sorted().toList()) + "; give another folder");
        }
        found.sort(Comparator.comparing(Source::name));
        return found;
    }

    /** Whether a name is that of a video. */
    public static boolean isVideo(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static final class Scan extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<Source> found;
        private final Map<String, String> unreadable;

        Scan(Path root, List<Source> found, Map<String, String> unreadable) {
            this.root = root;
            this.found = found;
            this.unreadable = unreadable;
        }

        private String name(Path path) {
            List<String> parts = new ArrayList<>();
            root.relativize(path).forEach(part -> parts.add(part.toString()));
            return String.join("/", parts);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden =
                    !folder.equals(root) && folder.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isVideo(file)) {
                found.add(new Source(name(file), file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            unreadable.put(name(file), "cannot be looked at: " + e.getMessage());
            return FileVisitResult.CONTINUE;
        }
    }
}
