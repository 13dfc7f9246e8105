package io.github.osgnet4j.data.prepare;

import static io.github.osgnet4j.data.prepare.Golden.assertStops;
import static io.github.osgnet4j.data.prepare.Golden.file;
import static io.github.osgnet4j.data.prepare.Golden.text;
import static io.github.osgnet4j.data.prepare.Golden.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.TorchTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of grouped videos, value for value as the official script joins them. */
class GroupedFeaturesTest {

    private static final String SINGLE = "8f8d17f4-4d22-4c04-9a54-d551274e53be";
    private static final String GROUP = "grp-36539dc5-a658-4453-b3c0-a0e50c95d61b";

    @TempDir
    Path folder;

    private static GroupedFeatures golden(Path features) {
        List<Path> annotations = Stream.of("train", "valid", "test")
                .map(split -> file("groups/goalstep_" + split + ".json"))
                .toList();
        return GroupedFeatures.of(features, file("groups/goalstep_video_groups.tsv"), annotations);
    }

    private GroupedFeatures named(String id) {
        Path json = write(folder.resolve("split.json"), "{\"videos\": [{\"video_uid\": \"" + id + "\"}]}");
        return GroupedFeatures.of(file("groups/input"), file("groups/goalstep_video_groups.tsv"), List.of(json));
    }

    @Test
    void membersAreJoinedInTheOrderOfTheGroupAndSingleVideosCopied() throws IOException {
        Path joined = folder.resolve("joined");
        Tally tally = golden(file("groups/input")).write(joined, () -> {});
        Map<String, NpyArray> oracle = Npz.read(file("groups/oracle.npz"));
        for (String id : List.of(SINGLE, GROUP)) {
            NpyArray features = TorchTensor.read(joined.resolve(id + ".pt"));
            assertArrayEquals(oracle.get(id).shape(), features.shape(), id);
            assertArrayEquals(oracle.get(id).values(), features.values(), id);
        }
        assertEquals(-1, Files.mismatch(file("groups/input/" + SINGLE + ".pt"), joined.resolve(SINGLE + ".pt")));
        assertEquals(
                VideoDocument.field(file("groups/expected/feature_shapes.json"), GROUP)
                        .value(),
                VideoDocument.field(joined.resolve("feature_shapes.json"), GROUP)
                        .value());
        assertEquals("{\"" + SINGLE + "\": 6, \"" + GROUP + "\": 18}", text(joined.resolve("feature_shapes.json")));
        assertEquals("1 video, 1 group, 24 features; left out: 1 group that no split names", tally.toString());
    }

    @Test
    void aMissingFileStopsBeforeAnythingIsWritten() throws IOException {
        Path features = Files.createDirectory(folder.resolve("features"));
        assertStops(
                folder.resolve("joined"),
                () -> golden(features).write(folder.resolve("joined"), () -> {}),
                ".pt",
                "names");
    }

    @Test
    void anIdThatLeadsElsewhereStops() {
        assertStops(folder.resolve("joined"), () -> named("../../secret"), "split.json: videos[0]", "name of a file");
    }

    @Test
    void aGroupThatIsNotKnownIsCounted() {
        Tally tally = named("grp-unknown").write(folder.resolve("joined"), () -> {});
        assertEquals(1L, tally.leftOut().get("groups that goalstep_video_groups.tsv does not have"));
        assertEquals("{}", text(folder.resolve("joined/feature_shapes.json")));
    }
}
