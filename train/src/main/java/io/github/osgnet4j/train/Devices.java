package io.github.osgnet4j.train;

import ai.djl.Device;
import java.util.Arrays;
import java.util.List;

/** PyTorch's names of devices. */
public final class Devices {

    private Devices() {}

    /**
     * Devices by name.
     *
     * @param names {@code cpu} or {@code cuda:N}, separated by commas; {@code cpu} may occur several times
     * @throws TrainException if a name is unknown or this machine does not have the device
     */
    public static List<Device> parse(String names) {
        return Arrays.stream(names.split(",")).map(n -> device(n.strip())).toList();
    }

    private static Device device(String name) {
        if ("cpu".equals(name)) {
            return Device.cpu();
        }
        if (!name.matches("cuda(:\\d{1,3})?")) {
            throw new TrainException("Unknown device '" + name + "'; expected cpu or cuda:N");
        }
        int index = name.indexOf(':') < 0 ? 0 : Integer.parseInt(name.substring(5));
        int found = TorchEngine.get().getGpuCount();
        if (index >= found) {
            throw new TrainException("Device '" + name + "' is not there: PyTorch sees " + found
                    + " CUDA devices. The PyTorch in this build is for CPUs; let PYTORCH_LIBRARY_PATH name one for CUDA"
                    + " (docs/gpu.md)");
        }
        return Device.gpu(index);
    }
}
