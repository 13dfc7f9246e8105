package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.util.HashMap;
import java.util.Map;

/** What a checkpoint names where it is read: tensors, their storages, kinds of dicts, and numbers of NumPy. */
final class TorchGlobals {
    private static final Map<String, Dtype> STORAGES = Map.of(
            "FloatStorage", Dtype.FLOAT32,
            "DoubleStorage", Dtype.FLOAT64,
            "HalfStorage", Dtype.FLOAT16,
            "BFloat16Storage", Dtype.BFLOAT16,
            "LongStorage", Dtype.INT64,
            "IntStorage", Dtype.INT32,
            "ShortStorage", Dtype.INT16,
            "CharStorage", Dtype.INT8,
            "ByteStorage", Dtype.UINT8,
            "BoolStorage", Dtype.BOOL);

    /** Where {@code requires_grad} is among the arguments. */
    private static final int GRADIENT = 4;

    private TorchGlobals() {}

    /** What PyTorch calls a storage of some type. */
    static String storage(Dtype dtype) {
        return STORAGES.entrySet().stream()
                .filter(entry -> entry.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new DataException("PyTorch has no storage of " + dtype));
    }

    static PickleGlobals all() {
        Map<String, Object> known = new HashMap<>(NumpyGlobals.all());
        STORAGES.forEach((name, dtype) -> {
            known.put("torch." + name, dtype);
            known.put("torch.storage." + name, dtype);
        });
        known.put("torch.UntypedStorage", Dtype.UINT8);
        known.put("torch.storage.UntypedStorage", Dtype.UINT8);
        known.put("torch._utils._rebuild_tensor", (PickleGlobals.Function) TorchGlobals::tensor);
        known.put("torch._utils._rebuild_tensor_v2", (PickleGlobals.Function) TorchGlobals::tensor);
        known.put("torch._utils._rebuild_parameter", (PickleGlobals.Function)
                (arguments, budget) -> arguments.get(0, TorchView.class));
        known.put("torch.Size", (PickleGlobals.Function) (arguments, budget) -> arguments.get(0, PickleTuple.class));
        known.putAll(DictGlobals.all());
        return new PickleGlobals(Map.copyOf(known));
    }

    /** {@code (storage, offset, size, stride, requires_grad, backward_hooks, ...)}. */
    private static Object tensor(PickleTuple arguments, PickleBudget budget) {
        TorchStorage storage = arguments.get(0, TorchStorage.class);
        long offset = arguments.get(1, Long.class);
        long[] shape = arguments.get(2, PickleTuple.class).longs();
        long[] strides = arguments.get(3, PickleTuple.class).longs();
        boolean requiresGrad =
                arguments.size() > GRADIENT && arguments.items().get(GRADIENT).equals(true);
        return TorchView.of(storage, offset, shape, strides, requiresGrad);
    }
}
