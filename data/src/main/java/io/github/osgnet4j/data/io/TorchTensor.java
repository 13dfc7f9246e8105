package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;

/** A single tensor written by {@code torch.save}, such as the class embeddings {@code a_photo_of.pt}. */
public final class TorchTensor {
    private TorchTensor() {}

    /**
     * Reads it as float32.
     *
     * @throws DataException if the file is missing, damaged, hostile, or holds anything but one tensor
     */
    public static NpyArray read(Path file) {
        return Reading.from(file, () -> {
            try (TorchFile torch = TorchFile.open(file)) {
                if (!(torch.root() instanceof TorchView view)) {
                    throw new DataException("expected a single tensor, found a " + Pickle.describe(torch.root()));
                }
                return new NpyArray(view.storage().dtype(), view.shape(), torch.load(view));
            }
        });
    }
}
