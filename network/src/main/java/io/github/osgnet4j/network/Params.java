package io.github.osgnet4j.network;

import java.util.Optional;
import java.util.function.Function;

/**
 * The parameters of a module under PyTorch's names, seen from a prefix: within {@code at("mamba")} the weight
 * {@code video_encoder.1.0.mamba.in_proj.weight} is {@code in_proj.weight}.
 *
 * @param <T> the tensor type of an {@link Ops} backend
 */
public final class Params<T> {

    private final Function<String, Optional<T>> source;
    private final String prefix;

    private Params(Function<String, Optional<T>> source, String prefix) {
        this.source = source;
        this.prefix = prefix;
    }

    /** Parameters by their full name; a name the source does not know is absent. */
    public static <T> Params<T> of(Function<String, Optional<T>> source) {
        return new Params<>(source, "");
    }

    /** The parameters of a submodule, or of one further inside: {@code at("video_encoder.1.0")}. */
    public Params<T> at(String module) {
        return new Params<>(source, prefix + module + ".");
    }

    /** Whether a parameter exists. */
    public boolean has(String name) {
        return source.apply(prefix + name).isPresent();
    }

    /**
     * The parameter of that name.
     *
     * @throws NetworkException if there is none
     */
    public T get(String name) {
        return source.apply(prefix + name)
                .orElseThrow(() -> new NetworkException("The weights have no parameter '" + prefix + name
                        + "', which the network's spec asks for; import them with the config they were trained with"));
    }
}
