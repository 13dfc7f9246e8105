package io.github.osgnet4j.data.weights;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The weights of a file, an official checkpoint or safetensors; what it holds says which, not its name.
 *
 * @param tensors by PyTorch's names, without the {@code module.} of a network that was trained in parallel
 * @param epoch the epoch a checkpoint was written after
 */
public record WeightFile(Map<String, NamedTensor> tensors, OptionalInt epoch) {

    /** Which weights of a checkpoint that holds two sets. */
    public enum Choice {
        /** {@code state_dict}, what the official evaluation loads. */
        TRAINED,
        /** {@code state_dict_ema}, their exponential moving average. */
        AVERAGED,
        /** The moving average where there is one, as the official code starts a fine-tuning. */
        AVERAGED_IF_PRESENT
    }

    /**
     * Reads safetensors, or else an official checkpoint in either of PyTorch's formats.
     *
     * @throws DataException if the file is neither, or holds no weights of that choice
     */
    public static WeightFile read(Path file, Choice choice) {
        if (Safetensors.isSafetensors(file)) {
            if (choice == Choice.AVERAGED) {
                throw new DataException(file + ": a safetensors file holds one set of weights; leave out --ema");
            }
            return new WeightFile(plainNames(file, Safetensors.read(file).tensors()), OptionalInt.empty());
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        boolean averaged = choice == Choice.AVERAGED
                || choice == Choice.AVERAGED_IF_PRESENT && !checkpoint.ema().isEmpty();
        Map<String, NamedTensor> tensors = averaged ? checkpoint.ema() : checkpoint.weights();
        if (tensors.isEmpty()) {
            throw new DataException(file + ": expected weights under '" + (averaged ? "state_dict_ema" : "state_dict")
                    + "', found none"
                    + (choice == Choice.AVERAGED_IF_PRESENT ? "" : averaged ? "; try --no-ema" : "; try --ema"));
        }
        return new WeightFile(tensors, checkpoint.epoch());
    }

    private static Map<String, NamedTensor> plainNames(Path file, Map<String, NamedTensor> tensors) {
        Map<String, NamedTensor> plain = new LinkedHashMap<>();
        for (NamedTensor tensor : tensors.values()) {
            String name = Checkpoint.plainName(tensor.name());
            if (plain.put(name, new NamedTensor(name, tensor.shape(), tensor.values())) != null) {
                throw new DataException(file + ": two tensors are named '" + name + "', one with 'module.' in front");
            }
        }
        return plain;
    }
}
