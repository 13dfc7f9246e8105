package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;
import java.util.Set;

/** Some layers one way, the others another. */
record ChosenLinearNodes(Set<String> chosen, LinearNodes theirs, LinearNodes others) implements LinearNodes {

    @Override
    public Value linear(Value x, Value weight, Optional<Value> bias) {
        return of(weight).linear(x, weight, bias);
    }

    @Override
    public Value conv1d(Value x, Value weight, Optional<Value> bias) {
        return of(weight).conv1d(x, weight, bias);
    }

    private LinearNodes of(Value weight) {
        return chosen.contains(weight.name()) ? theirs : others;
    }
}
