package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of an object store: pickles of a list with one item per feature frame. */
public final class ObjectRecords {
    private static final PickleGlobals GLOBALS = globals();

    private ObjectRecords() {}

    private static PickleGlobals globals() {
        Map<String, Object> known = new HashMap<>(NumpyGlobals.all());
        known.putAll(DictGlobals.all());
        return new PickleGlobals(Map.copyOf(known));
    }

    /**
     * Reads the classes of every frame.
     *
     * @return one map per feature frame, class id to score, in the order of the file; empty for a frame without objects
     * @throws DataException if the pickle is damaged, hostile, or anything but a list of dicts of numbers (also OrderedDict, defaultdict,
     *     Counter) and None
     */
    public static List<Map<Integer, Double>> frames(byte[] pickle) {
        Map<Object, Map<Integer, Double>> read = new IdentityHashMap<>();
        List<Map<Integer, Double>> frames = new ArrayList<>();
        for (Object frame : list(pickle)) {
            frames.add(read.computeIfAbsent(frame, f -> classes(f, frames.size())));
        }
        return Collections.unmodifiableList(frames);
    }

    private static Map<Integer, Double> classes(Object frame, int index) {
        boolean none = frame == Pickle.NONE
                || frame instanceof List<?> l && l.isEmpty()
                || frame instanceof PickleTuple t && t.size() == 0;
        if (none) {
            return Map.of();
        }
        if (!(frame instanceof Map<?, ?> dict)) {
            throw new DataException(
                    "frame " + index + " of an object record is a " + Pickle.describe(frame) + " instead of a dict");
        }
        Map<Integer, Double> classes = new LinkedHashMap<>(2 * dict.size());
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            boolean isClass = entry.getKey() instanceof Long id && id == id.intValue();
            if (!isClass || !(entry.getValue() instanceof Number score)) {
                throw new DataException("frame " + index + " of an object record must map class ids to scores, found a "
                        + Pickle.describe(entry.getKey()) + " with a " + Pickle.describe(entry.getValue()));
            }
            classes.put(((Long) entry.getKey()).intValue(), score.doubleValue());
        }
        return Collections.unmodifiableMap(classes);
    }

    /**
     * Reads the regions of every frame (legacy stores with one key per video and class).
     *
     * @return one array (regions, Do) per feature frame; empty for a frame without the class
     * @throws DataException if the pickle is damaged, hostile, or anything but a list of arrays and None
     */
    public static List<Optional<NpyArray>> regions(byte[] pickle) {
        List<Optional<NpyArray>> frames = new ArrayList<>();
        for (Object frame : list(pickle)) {
            if (frame instanceof NumpyGlobals.Array array) {
                frames.add(Optional.of(array.contents()));
            } else if (frame == Pickle.NONE) {
                frames.add(Optional.empty());
            } else {
                throw new DataException("frame " + frames.size() + " of an object record is a " + Pickle.describe(frame)
                        + " instead of an array or None");
            }
        }
        return Collections.unmodifiableList(frames);
    }

    /**
     * The classes of every frame as the pickle, protocol 2, that {@link #frames} and Python read: a list of dicts of int and float.
     *
     * @param frames one map per feature frame, class id to score
     */
    public static byte[] pickle(List<Map<Integer, Double>> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.write(new byte[] {(byte) 0x80, 2, ']', '('});
            for (Map<Integer, Double> frame : frames) {
                out.write(new byte[] {'}', '('});
                for (Map.Entry<Integer, Double> entry : frame.entrySet()) {
                    out.write('J');
                    out.writeInt(Integer.reverseBytes(entry.getKey()));
                    out.write('G');
                    out.writeDouble(entry.getValue());
                }
                out.write('u');
            }
            out.write(new byte[] {'e', '.'});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<?> list(byte[] pickle) {
        Object root = Pickle.read(pickle, GLOBALS);
        if (root instanceof PickleTuple t) {
            return t.items();
        }
        if (root instanceof List<?> list) {
            return list;
        }
        throw new DataException("An object record is a pickle of a list with one item per feature frame, found a "
                + Pickle.describe(root));
    }
}
