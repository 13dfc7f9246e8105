package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An official checkpoint ({@code .pth.tar}): {@code torch.save} of {@code {epoch, state_dict[, state_dict_ema]}}, in the zip or the legacy
 * format. Also a bare state dict, which counts as {@code state_dict}. Tensors of float32, float16, bfloat16, float64 and integers become
 * float32; a {@code module.} in front of their names is dropped; whatever else the file holds (optimizer, scheduler, objects
 * of any class) is passed over. Only the pickle globals that tensors need are known, so that no file can run code.
 *
 * @param epoch the training epoch it was saved after, if it says
 * @param weights {@code state_dict} by parameter name, in the file's order; empty if there is none or it was not asked for
 * @param ema {@code state_dict_ema}, likewise
 */
public record Checkpoint(OptionalInt epoch, Map<String, NamedTensor> weights, Map<String, NamedTensor> ema) {
    private static final String MODULE = "module.";

    /** The state dicts of a checkpoint. */
    public enum Part {
        WEIGHTS("state_dict"),
        EMA("state_dict_ema");

        private final String key;

        Part(String key) {
            this.key = key;
        }
    }

    /**
     * Reads both state dicts.
     *
     * @throws DataException if the file is missing, damaged, hostile or not a checkpoint; the message names the file, and the tensor or the
     *     pickle global if one is to blame
     */
    public static Checkpoint read(Path file) {
        return read(file, EnumSet.allOf(Part.class));
    }

    /**
     * Reads some of the state dicts; the tensors of the other take no memory.
     *
     * @throws DataException as {@link #read(Path)}
     */
    public static Checkpoint read(Path file, Set<Part> parts) {
        return Reading.from(file, () -> {
            try (TorchFile torch = TorchFile.open(file)) {
                Map<?, ?> root = root(torch);
                return new Checkpoint(
                        epoch(root), part(torch, root, Part.WEIGHTS, parts), part(torch, root, Part.EMA, parts));
            }
        });
    }

    /** A parameter's name without the {@code module.} that a network trained in parallel has in front of it. */
    public static String plainName(String name) {
        return name.startsWith(MODULE) ? name.substring(MODULE.length()) : name;
    }

    /**
     * Writes a checkpoint as the official trainer does, which {@code torch.load} reads: {@code torch.save} of {@code {epoch, state_dict}},
     * zip format, float32, on the CPU. Equal tensors under an equal file name give equal bytes.
     *
     * @param epoch the training epoch, counted from 0
     * @param tensors in the order of the state dict
     * @throws DataException if two tensors have one name, one has 4 GB or more, or the file cannot be written; an existing file is then untouched
     */
    public static void write(Path file, int epoch, Collection<? extends StreamedTensor> tensors) {
        List<StreamedTensor> all = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        for (StreamedTensor tensor : all) {
            if (!names.add(tensor.name())) {
                throw new DataException("Two tensors are named " + PickleText.shown(tensor.name()));
            }
        }
        byte[] pickle = CheckpointPickle.of(epoch, all);
        // torch.save orders the storages by their names, which are strings.
        List<Integer> storages = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparing(String::valueOf))
                .toList();
        FileReplacement.write(file, out -> {
            TorchZipWriter zip = new TorchZipWriter(out, TorchZipWriter.folder(file));
            zip.add("data.pkl", pickle.length, content -> content.write(pickle));
            for (int i : storages) {
                StreamedTensor tensor = all.get(i);
                long bytes = NamedTensor.elements(tensor.shape()) * Float.BYTES;
                zip.add("data/" + i, bytes, content -> FloatWriter.write(content, tensor));
            }
            zip.finish();
        });
    }

    private static Map<?, ?> root(TorchFile torch) {
        if (!(torch.root() instanceof Map<?, ?> root)) {
            throw new DataException(
                    "Not a checkpoint: expected a dict with state_dict, found a " + Pickle.describe(torch.root()));
        }
        if (root.containsKey(Part.WEIGHTS.key) || root.containsKey(Part.EMA.key)) {
            return root;
        }
        if (!root.isEmpty() && root.values().stream().allMatch(v -> v instanceof TorchView)) {
            return Map.of(Part.WEIGHTS.key, root);
        }
        throw new DataException("Not a checkpoint: expected the keys state_dict or state_dict_ema, found "
                + root.keySet().stream().limit(10).map(PickleText::shown).toList());
    }

    private static OptionalInt epoch(Map<?, ?> root) {
        return root.get("epoch") instanceof Long epoch ? OptionalInt.of(epoch.intValue()) : OptionalInt.empty();
    }

    private static Map<String, NamedTensor> part(TorchFile torch, Map<?, ?> root, Part part, Set<Part> parts)
            throws IOException {
        if (!parts.contains(part) || !root.containsKey(part.key)) {
            return Map.of();
        }
        if (!(root.get(part.key) instanceof Map<?, ?> dict)) {
            throw new DataException(part.key + " is a " + Pickle.describe(root.get(part.key)) + " instead of a dict");
        }
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            NamedTensor tensor = tensor(torch, part, entry);
            if (tensors.put(tensor.name(), tensor) != null) {
                throw new DataException(part.key + " has two tensors named " + PickleText.shown(tensor.name()));
            }
        }
        return Collections.unmodifiableMap(tensors);
    }

    private static NamedTensor tensor(TorchFile torch, Part part, Map.Entry<?, ?> entry) throws IOException {
        if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof TorchView view)) {
            throw new DataException(part.key + ": '" + PickleText.shown(entry.getKey()) + "' is a "
                    + Pickle.describe(entry.getValue()) + " instead of a tensor");
        }
        String name = plainName(key);
        try {
            return new NamedTensor(
                    name, Arrays.stream(view.shape()).asLongStream().toArray(), torch.load(view));
        } catch (DataException e) {
            throw e.in(part.key + " '" + PickleText.shown(key) + "'");
        }
    }
}
