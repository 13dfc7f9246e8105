package io.github.osgnet4j.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An image for containers, unpacked: its config, its layers, and the root folder that these make. */
final class Image {

    private final Path folder;
    private final JsonNode manifest;
    private final JsonNode config;

    /** Unpacks it into a folder. */
    Image(Path folder, Path archive) throws IOException, InterruptedException {
        this.folder = folder;
        Stranger.succeed(List.of("tar", "-xf", archive.toString(), "-C", folder.toString()));
        ObjectMapper json = new ObjectMapper();
        manifest = json.readTree(folder.resolve("manifest.json").toFile()).get(0);
        config =
                json.readTree(folder.resolve(manifest.get("Config").textValue()).toFile());
    }

    /** What its tags are, and which files in the archive are its config and its layers. */
    JsonNode manifest() {
        return manifest;
    }

    /** As a daemon reads it: what it is for, what runs in it and what it is made of. */
    JsonNode config() {
        return config;
    }

    /** The archives of its layers, from the base on. */
    List<Path> layers() {
        return StreamSupport.stream(manifest.get("Layers").spliterator(), false)
                .map(layer -> folder.resolve(layer.textValue()))
                .toList();
    }

    /** The layers on top of those of the base, by what the config says of how each was made. */
    List<Path> ownLayers() {
        List<Path> all = layers();
        List<Path> own = new ArrayList<>();
        int layer = 0;
        for (JsonNode step : config.get("history")) {
            if (!step.path("empty_layer").booleanValue()) {
                if (step.path("created_by").asText().startsWith("jib")) {
                    own.add(all.get(layer));
                }
                layer++;
            }
        }
        return own;
    }

    /** A list of the config's, as text. */
    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** Unpacks all layers, one over the other, as a daemon does; only root can give the files their owners. */
    Path root() throws IOException, InterruptedException {
        Path root = folder.resolve("root");
        if (!Files.exists(root)) {
            Files.createDirectory(root);
            for (Path layer : layers()) {
                Stranger.succeed(List.of(
                        "tar",
                        "--numeric-owner",
                        "--warning=no-unknown-keyword",
                        "--delay-directory-restore",
                        "-xpzf",
                        layer.toString(),
                        "-C",
                        root.toString()));
            }
        }
        return root;
    }

    /** A folder beside the root, for what a test writes. */
    Path folder() {
        return folder;
    }

    /**
     * The words that start others in the root as the image's user, in the image's environment and nothing else. The root is
     * read-only and {@code /tmp} is empty and runs nothing, as {@code docker run --read-only --tmpfs /tmp} has them. Empty where
     * this user may not do so.
     */
    Optional<List<String>> inContainer() throws IOException, InterruptedException {
        Path chroot = Stream.of("/usr/sbin/chroot", "/usr/bin/chroot", "/sbin/chroot")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (chroot == null
                || new ProcessBuilder("unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs \"$0\"", folder.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("unshare.txt").toFile())
                                .start()
                                .waitFor()
                        != 0) {
            return Optional.empty();
        }
        String root = root().toString();
        String mounts = "mount --bind \"$0\" \"$0\"; mount --rbind /proc \"$0/proc\"; mount --rbind /dev \"$0/dev\"; "
                + "mount -t tmpfs -o mode=1777,noexec,nosuid,nodev tmpfs \"$0/tmp\"; mount -o remount,bind,ro \"$0\"; "
                + "exec env -i \"$@\"";
        for (String place : List.of("proc", "dev", "tmp")) {
            Files.createDirectories(Path.of(root, place));
        }
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "sh", "-euc", mounts, root));
        words.addAll(texts(config.at("/config/Env")));
        words.addAll(List.of(
                chroot.toString(), "--userspec=" + config.at("/config/User").textValue(), root));
        return Optional.of(words);
    }
}
