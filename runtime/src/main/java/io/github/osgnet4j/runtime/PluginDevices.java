package io.github.osgnet4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEpDevice;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtHardwareDevice;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of the libraries of {@link PluginProvider}s. A library is registered with ONNX Runtime when it is first
 * used and stays registered for the life of the process, because sessions that use its devices are not counted here.
 */
final class PluginDevices {

    private static final Logger LOG = LoggerFactory.getLogger(Grounder.class);

    private static final Map<Path, List<OrtEpDevice>> KNOWN = new HashMap<>();

    private PluginDevices() {}

    /**
     * Puts a device of a plug-in into the options of a session.
     *
     * @param deviceId number of the device among those of the library
     * @throws OrtException if the library is not there or does not load, or lacks the device; the message says what
     */
    static void add(SessionOptions session, PluginProvider plugin, int deviceId) throws OrtException {
        List<OrtEpDevice> devices = of(plugin.library());
        if (devices.isEmpty()) {
            throw new OrtException(plugin.library() + " finds no device on this machine");
        }
        if (deviceId >= devices.size()) {
            throw new OrtException(plugin.library() + " has no device " + deviceId + ", only " + list(devices));
        }
        session.addExecutionProvider(List.of(devices.get(deviceId)), plugin.options());
    }

    private static synchronized List<OrtEpDevice> of(Path library) throws OrtException {
        Path file = file(library);
        List<OrtEpDevice> known = KNOWN.get(file);
        if (known == null) {
            OrtEnvironment environment = OnnxRuntimeEnvironment.get();
            List<String> before = new ArrayList<>(
                    environment.getEpDevices().stream().map(PluginDevices::name).toList());
            environment.registerExecutionProviderLibrary("plugin-" + KNOWN.size(), file.toString());
            known = environment.getEpDevices().stream()
                    .filter(device -> !before.remove(name(device)))
                    .toList();
            KNOWN.put(file, known);
            if (!known.isEmpty()) {
                LOG.info("Devices of {}: {}", library, list(known));
            }
        }
        return known;
    }

    private static Path file(Path library) throws OrtException {
        try {
            Path file = library.toRealPath();
            if (!Files.isRegularFile(file)) {
                throw new OrtException(library + " is not a file");
            }
            return file;
        } catch (IOException e) {
            throw new OrtException(library + " is not there or cannot be read");
        }
    }

    private static String list(List<OrtEpDevice> devices) {
        return IntStream.range(0, devices.size())
                .mapToObj(i -> i + ", " + name(devices.get(i)))
                .collect(Collectors.joining("; "));
    }

    private static String name(OrtEpDevice device) {
        OrtHardwareDevice hardware = device.getDevice();
        return device.getEpName() + " on " + hardware.getType() + " " + hardware.getDeviceId() + " of "
                + hardware.getVendor();
    }
}
