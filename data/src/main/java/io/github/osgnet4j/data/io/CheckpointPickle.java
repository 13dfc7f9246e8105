package io.github.osgnet4j.data.io;

import io.github.osgnet4j.network.StreamedTensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The pickle, protocol 2, of a checkpoint {@code {epoch, state_dict}} whose tensors are float32, contiguous, on the CPU, and each a storage
 * of its own, named by its place: 0, 1 and so on.
 */
final class CheckpointPickle {
    private static final int PROTOCOL = 0x80;
    private static final int VERSION = 2;
    private static final int TUPLE1 = 0x85;
    private static final int NEWFALSE = 0x89;
    private static final int MAX_U8 = 0xff;
    private static final int MAX_U16 = 0xffff;
    private static final int MAX_SHORT_TUPLE = 3;

    /** What recurs is remembered under these numbers. */
    private enum Memo {
        ORDERED_DICT("collections\nOrderedDict\n"),
        REBUILD("torch._utils\n_rebuild_tensor_v2\n"),
        FLOAT_STORAGE("torch\nFloatStorage\n");

        private final String global;

        Memo(String global) {
            this.global = global;
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean[] known = new boolean[Memo.values().length];

    private CheckpointPickle() {}

    static byte[] of(int epoch, List<StreamedTensor> tensors) {
        CheckpointPickle pickle = new CheckpointPickle();
        pickle.checkpoint(epoch, tensors);
        return pickle.out.toByteArray();
    }

    /** The pickle of a tensor alone, which is storage 0. */
    static byte[] of(Dtype dtype, long[] shape) {
        CheckpointPickle pickle = new CheckpointPickle();
        pickle.op(PROTOCOL);
        pickle.op(VERSION);
        pickle.tensor(dtype, shape, 0);
        pickle.op('.');
        return pickle.out.toByteArray();
    }

    private void checkpoint(int epoch, List<StreamedTensor> tensors) {
        op(PROTOCOL);
        op(VERSION);
        op('}');
        op('(');
        text("epoch");
        integer(epoch);
        text("state_dict");
        emptyOrderedDict();
        op('(');
        for (int i = 0; i < tensors.size(); i++) {
            text(tensors.get(i).name());
            tensor(Dtype.FLOAT32, tensors.get(i).shape(), i);
        }
        op('u');
        op('u');
        op('.');
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)}. */
    private void tensor(Dtype dtype, long[] shape, int storage) {
        global(Memo.REBUILD);
        op('(');
        op('(');
        text("storage");
        if (dtype == Dtype.FLOAT32) {
            global(Memo.FLOAT_STORAGE);
        } else {
            op('c');
            out.writeBytes(("torch\n" + TorchGlobals.storage(dtype) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        text(Integer.toString(storage));
        text("cpu");
        integer(Strides.count(shape));
        op('t');
        op('Q');
        integer(0);
        tuple(shape);
        tuple(Strides.ofRowMajor(shape));
        op(NEWFALSE);
        emptyOrderedDict();
        op('t');
        op('R');
    }

    private void emptyOrderedDict() {
        global(Memo.ORDERED_DICT);
        op(')');
        op('R');
    }

    private void global(Memo memo) {
        if (known[memo.ordinal()]) {
            op('h');
            op(memo.ordinal());
            return;
        }
        op('c');
        out.writeBytes(memo.global.getBytes(StandardCharsets.US_ASCII));
        op('q');
        op(memo.ordinal());
        known[memo.ordinal()] = true;
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        little(bytes.length, Integer.BYTES);
        out.writeBytes(bytes);
    }

    private void tuple(long[] values) {
        boolean marked = values.length > MAX_SHORT_TUPLE;
        if (marked) {
            op('(');
        }
        for (long value : values) {
            integer(value);
        }
        if (marked) {
            op('t');
        } else {
            op(values.length == 0 ? ')' : TUPLE1 + values.length - 1);
        }
    }

    private void integer(long value) {
        if (value >= 0 && value <= MAX_U8) {
            op('K');
            little(value, 1);
        } else if (value >= 0 && value <= MAX_U16) {
            op('M');
            little(value, Short.BYTES);
        } else {
            op('J');
            little(Math.toIntExact(value), Integer.BYTES);
        }
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            op((int) (value >> Byte.SIZE * i) & MAX_U8);
        }
    }

    private void op(int code) {
        out.write(code);
    }
}
