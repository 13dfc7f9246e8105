package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.TorchTensor;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One embedding per object class.
 *
 * @param file where they were read
 * @param rows number of classes
 * @param channels of an embedding
 * @param values float32 (rows, channels), row-major; not to be changed
 */
public record ClassEmbeddings(Path file, int rows, int channels, float[] values) {

    /**
     * Reads a tensor saved by PyTorch.
     *
     * @throws DataException if the file is not one, or not of two dimensions
     */
    public static ClassEmbeddings read(Path file) {
        NpyArray tensor = TorchTensor.read(file);
        int[] shape = tensor.shape();
        if (shape.length != 2 || shape[0] == 0 || shape[1] == 0) {
            throw new DataException("Class embeddings " + file + ": expected a tensor (classes, channels), found "
                    + Arrays.toString(shape));
        }
        return new ClassEmbeddings(file, shape[0], shape[1], tensor.values());
    }

    /**
     * Refuses embeddings that the network does not take.
     *
     * @throws DataException if they have other channels than its object encoder takes
     */
    public void requireChannels(OsgnetConfig config) {
        int taken = config.network().objects().projection().in();
        if (channels != taken) {
            throw new DataException("Class embeddings " + file + " have " + channels
                    + " channels, but model.obj_encoder_cfg[0].layer_cfg.n_in of " + config.file() + " is " + taken);
        }
    }

    /** Refuses a class that has no row. */
    void require(int classId, String videoId) {
        if (classId < 0 || classId >= rows) {
            throw new DataException("Objects of video '" + videoId + "' name class " + classId + ", but " + file
                    + " has the classes 0 to " + (rows - 1));
        }
    }
}
