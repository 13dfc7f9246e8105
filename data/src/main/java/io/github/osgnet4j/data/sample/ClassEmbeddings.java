package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.ArrayFile;
import io.github.osgnet4j.data.io.NpyArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One embedding per object class.
 *
 * @param file where they were read
 * @param rows number of classes
 * @param channels of an embedding
 * @param values float32 (rows, channels), row-major; not to be changed
 */
public record ClassEmbeddings(Path file, int rows, int channels, float[] values) {

    /** Arrays of an npz or a safetensors file that count if it has several. */
    private static final List<String> ARRAYS = List.of("class_embeddings", "embeddings", "features");

    /**
     * Reads a tensor saved by PyTorch, npy, npz or safetensors, told by the file's contents.
     *
     * @throws DataException if the file is none of these, or the array not of two dimensions
     */
    public static ClassEmbeddings read(Path file) {
        NpyArray tensor = ArrayFile.read(file, ARRAYS).array();
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
