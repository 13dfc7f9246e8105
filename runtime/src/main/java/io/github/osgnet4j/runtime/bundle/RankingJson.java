package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.github.osgnet4j.postprocess.NmsMethod;

/** How a manifest writes the ranking: of the methods of NMS it knows the official two, {@code soft} or not. */
interface RankingJson {

    @JsonProperty("soft")
    @JsonSerialize(converter = Soft.class)
    @JsonDeserialize(converter = Method.class)
    NmsMethod method();

    final class Soft extends StdConverter<NmsMethod, Boolean> {
        @Override
        public Boolean convert(NmsMethod method) {
            return method == NmsMethod.GAUSSIAN;
        }
    }

    final class Method extends StdConverter<Boolean, NmsMethod> {
        @Override
        public NmsMethod convert(Boolean soft) {
            return soft ? NmsMethod.GAUSSIAN : NmsMethod.HARD;
        }
    }
}
