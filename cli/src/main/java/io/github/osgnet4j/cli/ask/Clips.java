package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.VideoException;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Windows cut out of their videos. */
public final class Clips {

    /** How. */
    public enum Mode {
        /** The stream as it is: fast, without loss, from the key frame before the window on. */
        COPY,
        /** Encoded anew, from the frame of the window's start to that of its end. */
        ENCODE
    }

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final List<String> ENCODERS = List.of("libx264", "libopenh264");
    private static final String LAST_RESORT = "mpeg4";
    private static final Set<String> MP4 = Set.of("mp4", "m4v", "mov", "3gp");
    private static final int LONGEST_STEM = 80;
    private static final String PARTIAL = ".partial";
    private static final Pattern OWN = Pattern.compile("\\d+-\\d{2,}-.*\\.(mp4|mkv)\\.partial");

    private final Path folder;
    private final Mode mode;
    private final Videos videos;

    /**
     * Clips in a folder, which is made if it is not there.
     *
     * @throws CommandException if it cannot be
     */
    public Clips(Path folder, Mode mode, Videos videos) {
        this.folder = folder;
        this.mode = mode;
        this.videos = videos;
        prepare(folder);
        sweep();
    }

    /** Removes what is left of clips by a process that was killed, when nobody can be writing it any more. */
    private void sweep() {
        Instant old = Instant.now().minus(PATIENCE);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + PARTIAL)) {
            for (Path entry : entries) {
                if (OWN.matcher(entry.getFileName().toString()).matches()
                        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(entry).toInstant().isBefore(old)) {
                    delete(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They are in nobody's way.
        }
    }

    /**
     * Makes the folder if it is not there.
     *
     * @throws CommandException if it cannot be
     */
    static void prepare(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(
                    "--clips: " + folder + " is a file; name a folder, or move the file out of the way");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandException("The folder " + folder + " for clips cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * Cuts out all windows of the answers, and names the files, such as {@code 1-02-kitchen-0.12.3-0.15.0.mp4}: number of
     * the question, place of the window, video, start and end.
     *
     * @throws VideoException if ffmpeg fails
     */
    public List<Path> cut(List<Answer> answers) {
        List<Path> files = new ArrayList<>();
        for (int q = 0; q < answers.size(); q++) {
            List<FoundWindow> windows = answers.get(q).windows();
            for (int i = 0; i < windows.size(); i++) {
                files.add(cut(windows.get(i), String.format(Locale.ROOT, "%d-%02d", q + 1, i + 1)));
            }
        }
        return files;
    }

    private Path cut(FoundWindow found, String number) {
        VideoFile video = videos.open(found.source());
        String name = found.source().file().getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean mp4 = mode == Mode.ENCODE || MP4.contains(ending);
        Window window = found.window();
        Path file = folder.resolve(String.join("-", number, stem(name), times(window.start()), times(window.end()))
                + (mp4 ? ".mp4" : ".mkv"));
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
        List<String> arguments = new ArrayList<>(List.of("-ss", seconds(window.start())));
        arguments.addAll(video.inputArguments());
        arguments.addAll(List.of("-t", seconds(Math.max(window.length(), 1 / rate(video)))));
        arguments.addAll(List.of("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn"));
        arguments.addAll(
                mode == Mode.COPY ? List.of("-c", "copy", "-avoid_negative_ts", "make_zero") : encoding(video));
        arguments.addAll(List.of("-f", mp4 ? "mp4" : "matroska", "-y", "file:" + partial.toAbsolutePath()));
        // A signal does not run what stands under finally.
        partial.toFile().deleteOnExit();
        try {
            video.ffmpeg().run(arguments, PATIENCE);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new CommandException(file + " cannot be written: " + e.getMessage(), e);
        } catch (VideoException e) {
            throw new CommandException(
                    "The clip " + file + " cannot be cut: " + e.getMessage()
                            + (mode == Mode.COPY ? "; --clips-mode encode does without what its container lacks" : ""),
                    e);
        } finally {
            delete(partial);
        }
    }

    private static List<String> encoding(VideoFile video) {
        String encoder = encoder(video.ffmpeg());
        List<String> arguments = new ArrayList<>(List.of("-c:v", encoder, "-pix_fmt", "yuv420p", "-c:a", "aac"));
        // Half-sized colours need even numbers of pixels.
        arguments.addAll(List.of("-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2"));
        arguments.addAll(
                switch (encoder) {
                    case "libx264" -> List.of("-crf", "20");
                    case "libopenh264" -> List.of("-b:v", "4M");
                    default -> List.of("-q:v", "3");
                });
        return arguments;
    }

    private static String encoder(Ffmpeg ffmpeg) {
        String known = new String(ffmpeg.run(List.of("-encoders"), Duration.ofSeconds(20)), StandardCharsets.UTF_8);
        return ENCODERS.stream()
                .filter(name -> known.contains(" " + name + " "))
                .findFirst()
                .orElse(LAST_RESORT);
    }

    private static double rate(VideoFile video) {
        return video.info().frameRate() > 0 ? video.info().frameRate() : 25;
    }

    private static String stem(String name) {
        String stem = name.replaceFirst("\\.[^.]*$", "").replaceAll("[^\\p{L}\\p{N}_-]+", "_");
        return stem.substring(
                0, stem.offsetByCodePoints(0, Math.min(LONGEST_STEM, stem.codePointCount(0, stem.length()))));
    }

    private static String times(double seconds) {
        return ClockTime.of(seconds).replace(':', '.');
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void delete(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            // It is as useless there as it would be elsewhere.
        }
    }
}
