package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** NumPy's arrays and scalars inside pickles, as numpy 1 and 2 write them with any protocol. */
final class NumpyGlobals {
    private static final Object NDARRAY = new Object();

    private NumpyGlobals() {}

    static Map<String, Object> all() {
        Map<String, Object> known = new HashMap<>();
        known.put("numpy.ndarray", NDARRAY);
        known.put("numpy.dtype", (PickleGlobals.Function) NumpyGlobals::dtype);
        known.put("_codecs.encode", (PickleGlobals.Function) NumpyGlobals::encode);
        known.put("builtins.bytes", (PickleGlobals.Function) NumpyGlobals::noBytes);
        known.put("__builtin__.bytes", (PickleGlobals.Function) NumpyGlobals::noBytes);
        for (String core : new String[] {"numpy.core", "numpy._core"}) {
            known.put(core + ".multiarray._reconstruct", (PickleGlobals.Function) NumpyGlobals::reconstruct);
            known.put(core + ".multiarray.scalar", (PickleGlobals.Function) NumpyGlobals::scalar);
            known.put(core + ".numeric._frombuffer", (PickleGlobals.Function) NumpyGlobals::fromBuffer);
        }
        return known;
    }

    /** A dtype: {@code dtype('f4', False, True)}, which then gets its byte order as state. */
    private static final class Type implements PickleGlobals.Buildable {
        private final Dtype dtype;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        private Type(Dtype dtype) {
            this.dtype = dtype;
        }

        @Override
        public void build(Object state, PickleBudget budget) {
            if (!(state instanceof PickleTuple t)) {
                throw new DataException("Pickle: the state of a dtype is a " + Pickle.describe(state));
            }
            order = t.get(1, String.class).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    /** An array that gets its contents as state: {@code (version, shape, dtype, fortran, bytes)}. */
    static final class Array implements PickleGlobals.Buildable {
        private NpyArray contents = new NpyArray(new int[] {0}, new float[0]);
        private Optional<DataException> problem = Optional.empty();

        /**
         * The contents.
         *
         * @throws DataException if they are of a kind that is not read
         */
        NpyArray contents() {
            if (problem.isPresent()) {
                throw problem.get();
            }
            return contents;
        }

        /** An array of objects may be one that nobody needs. */
        @Override
        public void build(Object state, PickleBudget budget) {
            try {
                fill(state, budget);
            } catch (DataException e) {
                if (budget.isSpent()) {
                    throw e;
                }
                problem = Optional.of(e);
            }
        }

        private void fill(Object state, PickleBudget budget) {
            if (!(state instanceof PickleTuple t) || t.size() != 5) {
                throw new DataException("Pickle: the state of an array is a " + Pickle.describe(state));
            }
            contents = array(
                    t.get(1, PickleTuple.class),
                    t.get(2, Type.class),
                    t.get(3, Boolean.class),
                    bytes(t.items().get(4)),
                    budget);
        }
    }

    private static Object dtype(PickleTuple arguments, PickleBudget budget) {
        String code = arguments.get(0, String.class);
        return new Type(Dtype.ofNumpy(code)
                .orElseThrow(() ->
                        new DataException("Pickle: arrays of dtype '" + code + "' are not read (objects never are)")));
    }

    /** Protocols below 3 have no bytes; NumPy writes them as {@code encode('...', 'latin1')}. */
    private static Object encode(PickleTuple arguments, PickleBudget budget) {
        String text = arguments.get(0, String.class);
        if (!arguments.get(1, String.class).equals("latin1")) {
            throw new DataException("Pickle: only latin1 may be encoded");
        }
        budget.charge(text.length());
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How protocols below 3 write empty bytes: {@code bytes()}. */
    private static Object noBytes(PickleTuple arguments, PickleBudget budget) {
        if (arguments.size() != 0) {
            throw new DataException("Pickle: bytes are made of a tuple of " + arguments.size());
        }
        return new byte[0];
    }

    private static Object reconstruct(PickleTuple arguments, PickleBudget budget) {
        if (arguments.size() != 3 || arguments.items().get(0) != NDARRAY) {
            throw new DataException("Pickle: only numpy.ndarray may be reconstructed");
        }
        return new Array();
    }

    private static Object fromBuffer(PickleTuple arguments, PickleBudget budget) {
        Array array = new Array();
        array.contents = array(
                arguments.get(2, PickleTuple.class),
                arguments.get(1, Type.class),
                arguments.get(3, String.class).equals("F"),
                bytes(arguments.items().get(0)),
                budget);
        return array;
    }

    /** Integers become Long and everything else Double, as Python's own numbers do. */
    private static Object scalar(PickleTuple arguments, PickleBudget budget) {
        Type type = arguments.get(0, Type.class);
        byte[] bytes = bytes(arguments.size() > 1 ? arguments.items().get(1) : Pickle.NONE);
        if (bytes.length != type.dtype.bytes()) {
            throw new DataException("Pickle: a scalar of dtype " + type.dtype + " in " + bytes.length + " bytes");
        }
        return type.dtype.number(ByteBuffer.wrap(bytes).order(type.order));
    }

    private static byte[] bytes(Object data) {
        if (data instanceof byte[] bytes) {
            return bytes;
        }
        if (data instanceof String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        throw new DataException("Pickle: the data of an array is a " + Pickle.describe(data) + " instead of bytes");
    }

    private static NpyArray array(PickleTuple sizes, Type type, boolean fortran, byte[] data, PickleBudget budget) {
        long[] shape = sizes.longs();
        long elements = data.length / type.dtype.bytes();
        int[] dimensions = Strides.checkedShape(shape, elements);
        if (Strides.elements(dimensions) != elements || data.length % type.dtype.bytes() != 0) {
            throw new DataException("Pickle: an array of " + data.length + " bytes does not fill its shape");
        }
        budget.charge(elements * Float.BYTES * 2);
        float[] values = new float[(int) elements];
        type.dtype.toFloats(ByteBuffer.wrap(data).order(type.order), values, 0);
        return new NpyArray(
                type.dtype,
                dimensions,
                fortran ? Strides.gather(values, dimensions, Strides.columnMajor(dimensions)) : values);
    }
}
