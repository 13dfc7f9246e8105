package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.TorchConcatenation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of Goal-Step's videos, those of a group joined along time in the order of the group, the way
 * {@code step_grounding/tools/aggregate_features.py} of ego4d-goalstep makes them. Single videos are copied, where the script links them.
 */
public final class GroupedFeatures {
    private static final String ENDING = ".pt";
    private static final String SHAPES = "feature_shapes.json";

    /** What is written under an id. */
    private record Output(String id, List<Path> files, TorchConcatenation features) {}

    private final List<Output> outputs = new ArrayList<>();
    private final Tally tally = new Tally("videos", "groups", "features");

    private GroupedFeatures() {}

    /**
     * Looks at all that is to be joined, before anything is written.
     *
     * @param folder of features, {@code VIDEO.pt} each, time first
     * @param annotations Goal-Step's JSON of all splits, whose videos and groups are wanted
     * @throws DataException naming a video whose features are missing or damaged and who names it, or an id that is no name of a file
     */
    public static GroupedFeatures of(Path folder, Path groups, List<Path> annotations) {
        Map<String, String> named = new LinkedHashMap<>();
        for (Path file : annotations) {
            new VideoDocument(file, "video_uid")
                    .forEachVideo(
                            video -> named.putIfAbsent(video.at("video_uid").text(), video.name()));
        }
        Map<String, VideoGroup> known = new LinkedHashMap<>();
        VideoGroup.read(groups).forEach(group -> known.put(group.id(), group));
        GroupedFeatures features = new GroupedFeatures();
        named.forEach((id, place) -> {
            if (!VideoGroup.isGroup(id)) {
                features.add("videos", id, List.of(file(folder, id, place)));
            } else if (known.containsKey(id)) {
                VideoGroup group = known.get(id);
                features.add(
                        "groups",
                        plainName(id, place),
                        group.members().stream()
                                .map(member -> file(folder, member, group.place()))
                                .toList());
            } else {
                features.tally.leaveOut("groups that " + groups.getFileName() + " does not have");
            }
        });
        known.keySet().stream()
                .filter(id -> !named.containsKey(id))
                .forEach(id -> features.tally.leaveOut("groups that no split names"));
        return features;
    }

    private void add(String kind, String id, List<Path> files) {
        TorchConcatenation features = TorchConcatenation.of(files);
        outputs.add(new Output(id, files, features));
        tally.count(kind);
        tally.count("features", features.length());
    }

    private static Path file(Path folder, String video, String place) {
        Path file = folder.resolve(plainName(video, place) + ENDING);
        if (!Files.exists(file)) {
            throw new DataException(
                    file + ": there is no such file, but " + place + " names the video; are all features downloaded?");
        }
        return file;
    }

    private static String plainName(String id, String place) {
        if (!id.matches("[A-Za-z0-9_][A-Za-z0-9_. -]{0,199}")) {
            throw new DataException(place + ": '" + Place.shortened(id) + "' cannot be the name of a file");
        }
        return id;
    }

    /** How many files will be written. */
    public int size() {
        return outputs.size();
    }

    /**
     * Writes {@code ID.pt} of every video and group and, last, {@code feature_shapes.json} with their lengths. One file is written at a time, and
     * appears once it is whole.
     *
     * @param folder is made if it is not there
     * @param written is told after each file
     * @return how many videos and groups there are, and how many groups were left out
     * @throws DataException if a file is damaged or cannot be written
     */
    public Tally write(Path folder, Runnable written) {
        ObjectNode shapes = JsonNodeFactory.instance.objectNode();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be made: " + DataException.reason(e), e);
        }
        FileReplacement.sweep(folder);
        for (Output output : outputs) {
            Path target = folder.resolve(output.id + ENDING);
            if (output.files.size() == 1 && !VideoGroup.isGroup(output.id)) {
                output.features.verify();
                FileReplacement.write(target, out -> Files.copy(output.files.get(0), out));
            } else {
                output.features.write(target);
            }
            shapes.put(output.id, output.features.length());
            written.run();
        }
        byte[] json = PythonJson.of(shapes).getBytes(StandardCharsets.US_ASCII);
        FileReplacement.write(folder.resolve(SHAPES), out -> out.write(json));
        return tally;
    }
}
