package io.github.osgnet4j.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The video files in a folder and its subfolders. Clients name a file by an id created by the server, and nothing they
 * send is used as a path. Ids cannot be guessed, because a player in a browser cannot send a token.
 */
final class VideoFolder {

    private static final Logger LOG = LoggerFactory.getLogger(VideoFolder.class);

    private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(
            Map.entry("mp4", "video/mp4"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("avi", "video/x-msvideo"),
            Map.entry("ogv", "video/ogg"),
            Map.entry("mpg", "video/mpeg"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("ts", "video/mp2t"),
            Map.entry("mts", "video/mp2t"));

    private static final int DEEPEST = 16;
    private static final int MOST_FILES = 10_000;
    private static final int MOST_VISITED = 200_000;
    private static final String MAC = "HmacSHA256";
    private static final int ID_BYTES = 16;

    /** What ids of files look like. */
    static final Pattern ID = Pattern.compile("[0-9a-f]{" + 2 * ID_BYTES + "}");

    private final Path root;
    private final SecretKeySpec secret;
    private volatile Map<String, VideoOnDisk> files = Map.of();

    private VideoFolder(Path root) {
        byte[] key = new byte[ID_BYTES];
        new SecureRandom().nextBytes(key);
        this.root = root;
        this.secret = new SecretKeySpec(key, MAC);
    }

    /**
     * A video file.
     *
     * @param id for requests
     * @param name its path in the folder, with slashes
     * @param bytes of it
     * @param modified when it was
     * @param path of it, without symbolic links
     */
    record VideoOnDisk(String id, String name, long bytes, FileTime modified, Path path) {

        String mediaType() {
            return MEDIA_TYPES.get(ending(path.getFileName().toString()));
        }

        /** Differs from that of every other content that the file has had. */
        String entityTag() {
            return "\"" + Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(bytes) + "\"";
        }
    }

    /**
     * Looks at a folder.
     *
     * @throws ServeException if it is none
     */
    static VideoFolder open(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                throw new ServeException("--videos " + folder + ": expected a folder with video files, found "
                        + (Files.exists(folder) ? "a file" : "nothing"));
            }
            VideoFolder opened = new VideoFolder(folder.toRealPath());
            LOG.info("{}: {} video files", folder, opened.list().size());
            return opened;
        } catch (IOException e) {
            throw new ServeException("--videos " + folder + " cannot be read: " + e, e);
        }
    }

    /** The files that are there now, by name. */
    List<VideoOnDisk> list() throws IOException {
        Scan scan = new Scan();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, scan);
        scan.found.sort(Comparator.comparing(VideoOnDisk::name));
        Map<String, VideoOnDisk> byId = new LinkedHashMap<>();
        scan.found.forEach(file -> byId.put(file.id(), file));
        files = byId;
        return scan.found;
    }

    /** A file by its id, as it is now. */
    VideoOnDisk get(String id) {
        return Optional.ofNullable(files.get(id))
                .flatMap(known -> known(known.path(), known.name()))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_FILE,
                        "There is no video file " + Quoted.of(id)
                                + "; /api/files has those there are, with their ids"));
    }

    /** Opens a file for reading. */
    FileChannel read(VideoOnDisk file) {
        try {
            return FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file.path(), e.toString());
            throw new ProblemException(ProblemType.UNKNOWN_FILE, "The video file is gone, or cannot be read");
        }
    }

    /** A regular file of the folder, wherever links lead; empty for anything else. */
    private Optional<VideoOnDisk> known(Path path, String name) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes attributes =
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return real.startsWith(root) && attributes.isRegularFile() && isVideo(real)
                    ? Optional.of(
                            new VideoOnDisk(id(name), name, attributes.size(), attributes.lastModifiedTime(), real))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String id(String name) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isVideo(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && MEDIA_TYPES.containsKey(ending(name));
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Finds files, up to a number. Links to folders are not followed. */
    private final class Scan extends SimpleFileVisitor<Path> {

        private final List<VideoOnDisk> found = new ArrayList<>();
        private int visited;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return ++visited > MOST_VISITED ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isVideo(file)) {
                List<String> parts = new ArrayList<>();
                root.relativize(file).forEach(part -> parts.add(part.toString()));
                known(file, String.join("/", parts)).ifPresent(found::add);
            }
            return ++visited > MOST_VISITED || found.size() >= MOST_FILES
                    ? FileVisitResult.TERMINATE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            LOG.warn("{} cannot be looked at: {}", file, e.toString());
            return FileVisitResult.CONTINUE;
        }
    }
}
