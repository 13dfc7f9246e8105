package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Encodes a video under a handle. */
final class Encoding {

    private static final Set<String> ARRAYS = Set.of("features", "objects");
    private static final Set<String> NPZ = Set.of("application/zip", "application/octet-stream");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?");
    private static final int LONGEST_NAME = 500;
    private static final int MOST_OBJECTS = 100;

    private final Backend backend;

    Encoding(Backend backend) {
        this.backend = backend;
    }

    /** A clip of the configured store. */
    StoredVideo ofClip(Call call) throws IOException, InterruptedException {
        call.allowQuery();
        JsonMembers members = new JsonMembers(call.json(), "", Set.of("clip", "model"));
        Model model = backend.models().get(members.text("model", LONGEST_NAME));
        Catalog catalog = backend.requireCatalog();
        Clip clip = catalog.clip(members.text("clip", LONGEST_NAME)
                .orElseThrow(() -> ProblemException.invalid("/clip", "clip: expected the id of a clip, found none")));
        GroundTarget target = GroundTarget.of(model, clip, catalog, members.pointer("model"));
        String handle = backend.videos().newHandle();
        EncodedVideo encoded = encode(target, VideoSource.of(handle, () -> catalog.load(clip, handle)));
        return keep(new StoredVideo(
                handle, model, encoded.steps(), clip.duration(), Optional.of(clip), List.of(), Optional.empty()));
    }

    /** Features in an npz. */
    StoredVideo ofUpload(Call call) throws IOException, InterruptedException {
        call.allowQuery("model", "duration");
        if (!NPZ.contains(call.mediaType())) {
            throw call.unsupported("application/zip or application/octet-stream for an npz, or application/json");
        }
        Model model = backend.models().get(call.query("model"));
        Optional<Double> duration = call.query("duration").map(Encoding::seconds);
        return ofArrays(arrays(call, model), model, duration);
    }

    /**
     * Features that are in memory.
     *
     * @param arrays {@code features} (steps, channels) and, if there are some, {@code objects} (steps, n)
     * @param duration seconds; what the features span, if empty
     */
    StoredVideo ofArrays(Map<String, NpyArray> arrays, Model model, Optional<Double> duration)
            throws InterruptedException {
        NpyArray features = Optional.ofNullable(arrays.get("features"))
                .orElseThrow(() -> ProblemException.invalid("", "There is no array 'features'"));
        int steps = steps(features, model);
        List<int[]> objects = Optional.ofNullable(arrays.get("objects"))
                .map(array -> objects(array, steps, model.manifest()))
                .orElse(List.of());
        String handle = backend.videos().newHandle();
        VideoInput input = new VideoInput(handle, features.values(), steps);
        encode(new GroundTarget(model, Optional.empty(), Optional.empty(), input), input);
        return keep(new StoredVideo(
                handle,
                model,
                steps,
                duration.orElseGet(() -> span(steps, model)),
                Optional.empty(),
                objects,
                Optional.empty()));
    }

    private static double seconds(String text) {
        if (DECIMAL.matcher(text).matches()) {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds < Double.POSITIVE_INFINITY) {
                return seconds;
            }
        }
        throw ProblemException.invalid("", "duration: expected seconds more than 0, found " + Quoted.of(text));
    }

    private Map<String, NpyArray> arrays(Call call, Model model) throws IOException {
        byte[] npz = call.upload();
        try {
            return Npz.read(npz, ARRAYS::contains, call.memory()::take);
        } catch (DataException e) {
            throw ProblemException.invalid(
                    "",
                    "The body is not an npz of numbers for model " + model.name() + ": "
                            + Quoted.plain(e.getMessage()));
        }
    }

    private int steps(NpyArray features, Model model) {
        int[] shape = features.shape();
        int channels = model.manifest().dimensions().videoDim();
        if (shape.length != 2 || shape[0] == 0 || shape[1] != channels) {
            throw ProblemException.invalid(
                    "",
                    "features: expected (steps, " + channels + ") for model " + model.name() + ", found "
                            + Arrays.toString(shape));
        }
        return shape[0];
    }

    /** The classes of each step, checked. */
    private static List<int[]> objects(NpyArray array, int steps, Manifest manifest) {
        int[] shape = array.shape();
        int classes = manifest.classEmbeddings()
                .filter(table -> manifest.preprocessing().objects() != Manifest.ObjectSource.REGIONS)
                .map(Manifest.ClassEmbeddings::rows)
                .orElseThrow(() -> ProblemException.invalid("", "objects: the model knows no object classes"));
        if (shape.length != 2 || shape[0] > steps || shape[1] > MOST_OBJECTS) {
            throw ProblemException.invalid(
                    "",
                    "objects: expected at most (" + steps + ", " + MOST_OBJECTS + "), found " + Arrays.toString(shape));
        }
        for (float id : array.values()) {
            if (!(id >= -1 && id < classes && id == Math.rint(id))) {
                throw ProblemException.invalid(
                        "", "objects: expected classes 0 to " + (classes - 1) + ", or -1 for none, found " + id);
            }
        }
        return IntStream.range(0, shape[0])
                .mapToObj(t -> IntStream.range(t * shape[1], (t + 1) * shape[1])
                        .map(i -> (int) array.values()[i])
                        .filter(id -> id >= 0)
                        .distinct()
                        .toArray())
                .toList();
    }

    /** What the features span. */
    private static double span(int steps, Model model) {
        Manifest.Preprocessing p = model.manifest().preprocessing();
        return ((steps - 1) * p.featStride() + Math.max(p.numFrames(), 1)) / p.fps();
    }

    private EncodedVideo encode(GroundTarget target, VideoSource source) throws InterruptedException {
        EncodedVideo encoded = backend.ask(
                Observing.Step.ENCODE, target, () -> target.model().service().encodeAsync(source));
        long capacity = target.model().service().status().cacheCapacity();
        if (encoded.bytes() > capacity) {
            throw new ProblemException(
                    ProblemType.VIDEO_TOO_LONG,
                    "The encoded video has " + encoded.bytes() + " bytes, more than the cache of " + capacity);
        }
        return encoded;
    }

    private StoredVideo keep(StoredVideo video) {
        backend.videos().add(video);
        return video;
    }
}
