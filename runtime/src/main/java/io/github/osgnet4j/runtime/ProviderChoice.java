package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.bundle.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chosen provider, and the reasons.
 *
 * @param asked the provider in the options
 * @param chosen the provider that runs the graphs
 * @param deviceId number of the GPU, or of a plug-in's device
 * @param target the target of the bundle
 * @param reasons why each better provider does not work
 */
record ProviderChoice(Provider asked, Provider chosen, int deviceId, Target target, List<String> reasons) {

    private static final Pattern PREFIX =
            Pattern.compile("^Error code - .*? - message: (.*\\[ONNXRuntimeError\\] : \\d+ : \\w+ : )?");
    private static final Pattern MISSING = Pattern.compile("Failed to load library \\S*?([^/ ]+) with error: (.+)$");

    /** Why a provider does not work, from ONNX Runtime's message: without where in its sources that was found. */
    static String reason(Provider provider, String message) {
        String line = PREFIX.matcher(message.strip().replaceAll("\\s+", " ")).replaceFirst("");
        Matcher missing = MISSING.matcher(line);
        if (!missing.find()) {
            return provider + ": " + line;
        }
        String own = missing.group(1);
        String why = missing.group(2);
        return provider + ": " + (why.contains(own) ? why : why + ", which " + own + " needs");
    }

    /** Whether the requested provider is not available. */
    boolean disappoints() {
        return asked != Provider.AUTO && !reasons.isEmpty();
    }

    /** One line for the log; none where the CPU was asked for. */
    Optional<String> line() {
        if (asked == Provider.CPU) {
            return Optional.empty();
        }
        String what = "Running on " + chosen + (chosen == Provider.CPU ? "" : device());
        if (!reasons.isEmpty()) {
            return Optional.of(what + " instead of " + asked.candidates().get(0) + " (" + String.join("; ", reasons)
                    + ")" + advice());
        }
        String why = asked == Provider.AUTO ? "a GPU comes first where one works" : "as asked for";
        return Optional.of(what + ": " + why + advice());
    }

    private String device() {
        return (chosen == Provider.PLUGIN ? ", device " : ", GPU ") + deviceId;
    }

    private String advice() {
        boolean misplaced = List.of(Provider.CUDA, Provider.TENSORRT).contains(chosen) && target == Target.CPU;
        return misplaced ? "; this bundle is laid out for a CPU, one exported with --target gpu is faster here" : "";
    }
}
