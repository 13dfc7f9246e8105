package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.prepare.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The video files that a command line names. */
final class VideoSources {

    private static final Logger LOG = LoggerFactory.getLogger(VideoSources.class);

    /** Endings of videos, which is how those in a folder are told from what else lies there. */
    private static final Set<String> ENDINGS = Set.of(
            "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "mts", "m2ts", "mpg", "mpeg", "flv", "wmv", "ogv", "3gp",
            "mxf");

    private VideoSources() {}

    /**
     * Files, and the videos in folders, in the order of the command line.
     *
     * @throws CommandException if one is missing, a folder has none, or two have one key
     */
    static List<SourceFile> of(List<Path> places) {
        Map<String, SourceFile> sources = new LinkedHashMap<>();
        for (Path place : places) {
            if (Files.notExists(place)) {
                throw new CommandException("There is no " + place + "; give a video file or a folder of videos");
            }
            for (Path file : Files.isDirectory(place) ? in(place) : List.of(place)) {
                SourceFile source = SourceFile.of(file);
                SourceFile other = sources.putIfAbsent(source.key(), source);
                if (other != null) {
                    throw new CommandException(other.file() + " and " + file + " would both have the key '"
                            + source.key() + "'; rename or remove one of them");
                }
            }
        }
        return List.copyOf(sources.values());
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> all = entries.sorted().toList();
            List<Path> videos = all.stream().filter(VideoSources::isVideo).toList();
            if (videos.isEmpty()) {
                throw new CommandException(folder + " has no video file (" + String.join(", ", ENDINGS) + ") in it");
            }
            if (videos.size() < all.size()) {
                LOG.info("{} other entries of {} are passed over", all.size() - videos.size(), folder);
            }
            return videos;
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
    }

    private static boolean isVideo(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
