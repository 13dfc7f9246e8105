package io.github.osgnet4j.export;

import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether weights are those that a network asks for when it grounds; the shot branch serves training only. */
final class WeightCheck {

    private static final int NAMED_AT_MOST = 10;

    private WeightCheck() {}

    /**
     * Checks names, shapes and that all numbers are finite.
     *
     * @throws ExportException if a parameter is missing, has another shape or holds NaN or infinity
     */
    static void require(NetworkSpec spec, Map<String, NamedTensor> weights) {
        List<String> problems = new ArrayList<>();
        for (Parameter p : Parameters.of(withoutShots(spec))) {
            NamedTensor found = weights.get(p.name());
            if (found == null) {
                problems.add(p.name() + " is missing");
            } else if (!Arrays.equals(found.shape(), p.shape())) {
                problems.add(p.name() + " has shape " + Arrays.toString(found.shape()) + ", expected "
                        + Arrays.toString(p.shape()));
            } else if (!finite(found.values())) {
                problems.add(p.name() + " holds NaN or infinity");
            }
        }
        if (!problems.isEmpty()) {
            String more = problems.size() > NAMED_AT_MOST ? ", and " + (problems.size() - NAMED_AT_MOST) + " more" : "";
            throw new ExportException("The weights do not fit the network: "
                    + String.join("; ", problems.subList(0, Math.min(NAMED_AT_MOST, problems.size()))) + more
                    + ". Use them with the config they were trained with");
        }
    }

    private static NetworkSpec withoutShots(NetworkSpec s) {
        return new NetworkSpec(
                s.maxSeqLen(),
                s.classes(),
                s.text(),
                s.objects(),
                s.video(),
                s.multiscale(),
                s.classification(),
                s.regression(),
                Optional.empty());
    }

    private static boolean finite(float[] values) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
