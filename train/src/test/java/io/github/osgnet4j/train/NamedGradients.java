package io.github.osgnet4j.train;

import io.github.osgnet4j.network.NamedTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a backward pass has left, to be compared by name. */
final class NamedGradients {

    private NamedGradients() {}

    /** Each parameter's gradient; those that took no part are absent. */
    static Map<String, float[]> of(DeviceWeights weights) {
        return of(weights.layout(), weights.takeGradients());
    }

    static Map<String, float[]> of(WeightsLayout layout, DeviceWeights.Gradients gradients) {
        Map<String, NamedTensor> all = layout.unpack(gradients.flat().toFloatArray());
        Map<String, float[]> used = new LinkedHashMap<>();
        gradients.used().stream()
                .mapToObj(layout.slots()::get)
                .forEach(slot -> used.put(slot.name(), all.get(slot.name()).values()));
        return used;
    }
}
