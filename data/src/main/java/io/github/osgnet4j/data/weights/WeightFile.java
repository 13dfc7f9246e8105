package io.github.osgnet4j.data.weights;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The weights of a file, an official checkpoint or safetensors.
 *
 * @param tensors by PyTorch's names
 * @param epoch the epoch a checkpoint was written after
 */
public record WeightFile(Map<String, NamedTensor> tensors, OptionalInt epoch) {

    /** Which weights of a checkpoint that holds two sets. */
    public enum Choice {
        /** {@code state_dict}, what the official evaluation loads. */
        TRAINED,
        /** {@code state_dict_ema}, their exponential moving average. */
        AVERAGED
    }

    /**
     * Reads {@code .safetensors}, or else an official {@code .pth.tar} in either of PyTorch's formats.
     *
     * @throws DataException if the file is neither, or holds no weights of that choice
     */
    public static WeightFile read(Path file, Choice choice) {
        if (file.getFileName().toString().endsWith(".safetensors")) {
            if (choice == Choice.AVERAGED) {
                throw new DataException(file + ": a safetensors file holds one set of weights; leave out --ema");
            }
            return new WeightFile(Safetensors.read(file).tensors(), OptionalInt.empty());
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        Map<String, NamedTensor> tensors = choice == Choice.AVERAGED ? checkpoint.ema() : checkpoint.weights();
        if (tensors.isEmpty()) {
            throw new DataException(file + ": expected weights under '" + key(choice) + "', found none; try "
                    + (choice == Choice.AVERAGED ? "--no-ema" : "--ema"));
        }
        return new WeightFile(tensors, checkpoint.epoch());
    }

    private static String key(Choice choice) {
        return choice == Choice.AVERAGED ? "state_dict_ema" : "state_dict";
    }
}
