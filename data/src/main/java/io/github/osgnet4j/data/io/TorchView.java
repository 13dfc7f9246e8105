package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;

/**
 * A tensor inside a torch file, not loaded: a view of a storage that is known to stay inside it.
 *
 * @param offset first element, counted from the start of the storage
 * @param strides per dimension, in elements
 * @param requiresGrad whether it was saved as part of a computation, which NumPy refuses; a parameter's data is not
 */
record TorchView(TorchStorage storage, long offset, int[] shape, long[] strides, boolean requiresGrad) {

    /** Checks that every element is inside the storage. */
    static TorchView of(TorchStorage storage, long offset, long[] sizes, long[] strides, boolean requiresGrad) {
        int[] shape = Strides.checkedShape(sizes, Integer.MAX_VALUE);
        TorchView view = new TorchView(storage, offset, shape, strides, requiresGrad);
        boolean inside = offset >= 0 && offset <= storage.elements() && strides.length == shape.length;
        long last = offset;
        for (int d = 0; inside && view.elements() > 0 && d < shape.length; d++) {
            inside = strides[d] >= 0;
            if (inside && shape[d] > 1) {
                // A product beyond the storage would be out of bounds, so that none that is used can overflow.
                inside = strides[d] <= (storage.elements() - last) / (shape[d] - 1L);
                last += (shape[d] - 1L) * strides[d];
            }
        }
        if (!inside || view.elements() > 0 && last >= storage.elements()) {
            throw new DataException("A tensor goes beyond its storage '" + storage.key() + "' of " + storage.elements()
                    + " elements: the file is damaged");
        }
        return view;
    }

    int elements() {
        return Strides.elements(shape);
    }

    /** Elements between the first and the last one, both included. */
    long span() {
        long span = 1;
        for (int d = 0; d < shape.length; d++) {
            span += (shape[d] - 1) * strides[d];
        }
        return elements() == 0 ? 0 : span;
    }
}
