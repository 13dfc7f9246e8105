package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.ArrayFile;
import io.github.osgnet4j.data.io.Dtype;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a feature store, as {@code numpy.savez_compressed} makes it.
 *
 * @param bytes the npz
 * @param shape of the array that counts
 * @param finite whether none of its numbers is NaN or infinite
 */
public record StoreValue(byte[] bytes, List<Integer> shape, boolean finite) {
    private static final String FEATURES = "features";
    private static final String TOKENS = "token_features";
    private static final String SENTENCE = "cls_features";
    private static final float MAX_HALF = 65504;

    /**
     * The features of a video, array {@code features} (steps, channels), after {@code feature_extraction/convert_pt_to_lmdb.py} of GroundNLQ.
     *
     * @param file a tensor of torch.save, npy, npz or safetensors
     * @param dtype float32, which the official code reads too, or float16
     * @throws DataException naming the file if it is none of these, is damaged, has another shape, or a tensor that requires a gradient and is
     *     no parameter, which stops the script too, or if a number is beyond float16
     */
    public static StoreValue video(Path file, Dtype dtype) {
        ArrayFile read = ArrayFile.read(file, List.of(FEATURES));
        if (read.requiresGrad()) {
            throw new DataException(file + ": the tensor requires a gradient, so it was saved in the middle of a"
                    + " computation; save it by torch.save(tensor.detach(), file)");
        }
        NpyArray array = read.array();
        requireRows(file, array, 2, "steps");
        if (dtype == Dtype.FLOAT16) {
            requireHalf(file, array);
        }
        return of(Map.of(FEATURES, new NpyArray(dtype, array.shape(), array.values())), array);
    }

    /**
     * The tokens of a query, array {@code token_features} (tokens, channels), and its sentence, array {@code cls_features} (channels), after
     * {@code feature_extraction/ego4d_merge_textual_cls_token_feature.py} of CONE.
     *
     * @param source the tokens' file, and the sentence's if there is one, whose first row counts; without one, the array {@code cls_features}
     *     of the tokens' file, if that has one
     * @throws DataException naming the file if it cannot be read or has another shape
     */
    public static StoreValue query(SourceFile source) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (Path file : source.files().subList(1, source.files().size())) {
            NpyArray sentence =
                    ArrayFile.read(file, List.of(SENTENCE, FEATURES)).array();
            requireRows(file, sentence, 2, "rows");
            arrays.put(SENTENCE, firstRow(sentence));
        }
        if (source.files().size() == 1) {
            ArrayFile.find(source.file(), SENTENCE).ifPresent(sentence -> {
                requireRows(source.file(), sentence, 1, "rows");
                arrays.put(SENTENCE, firstRow(sentence));
            });
        }
        NpyArray tokens =
                ArrayFile.read(source.file(), List.of(TOKENS, FEATURES)).array();
        requireRows(source.file(), tokens, 1, "tokens");
        arrays.put(TOKENS, new NpyArray(tokens.shape(), tokens.values()));
        return of(arrays, tokens);
    }

    /**
     * Features of a video that were just computed, array {@code features} (steps, channels) of float32.
     *
     * @param values row-major
     */
    public static StoreValue video(float[] values, int steps, int channels) {
        NpyArray array = new NpyArray(new int[] {steps, channels}, values);
        return of(Map.of(FEATURES, array), array);
    }

    /**
     * Tokens of a query that were just computed, array {@code token_features} (tokens, channels) of float32.
     *
     * @param values row-major
     */
    public static StoreValue query(float[] values, int tokens, int channels) {
        NpyArray array = new NpyArray(new int[] {tokens, channels}, values);
        return of(Map.of(TOKENS, array), array);
    }

    private static NpyArray firstRow(NpyArray array) {
        int channels = array.shape()[array.rank() - 1];
        return new NpyArray(new int[] {channels}, Arrays.copyOf(array.values(), channels));
    }

    private static StoreValue of(Map<String, NpyArray> arrays, NpyArray counts) {
        boolean finite = true;
        for (float value : counts.values()) {
            finite &= Float.isFinite(value);
        }
        return new StoreValue(
                Npz.compressed(arrays), Arrays.stream(counts.shape()).boxed().toList(), finite);
    }

    /** A vector, where it is allowed, is one row to those who read it. */
    private static void requireRows(Path file, NpyArray array, int leastRank, String rows) {
        int[] shape = array.shape();
        if (shape.length < leastRank || shape.length > 2 || array.values().length == 0) {
            throw new DataException(file + ": expected an array (" + rows + ", channels) that is not empty, found "
                    + Arrays.toString(shape));
        }
    }

    private static void requireHalf(Path file, NpyArray array) {
        for (int i = 0; i < array.values().length; i++) {
            float value = array.values()[i];
            if (Float.isFinite(value) && Math.abs(value) > MAX_HALF) {
                int channels = array.shape()[1];
                throw new DataException(file + ": the number " + value + " at [" + i / channels + ", " + i % channels
                        + "] is beyond float16, which ends at " + MAX_HALF + "; write float32");
            }
        }
    }
}
