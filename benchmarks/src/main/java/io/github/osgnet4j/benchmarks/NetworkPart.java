package io.github.osgnet4j.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts of the network that work is accounted to. */
enum NetworkPart {
    /** The video's projection and positions. */
    PROJECTION("video_encoder.0."),
    /** The query's tokens. */
    TEXT("text_encoder."),
    /** The object encoder. */
    OBJECTS("obj_encoder."),
    /** The video blocks but for the scan: projections around it, attention, MLPs, gate. */
    BLOCKS("video_encoder."),
    /** The recurrence of the selective scan. */
    SCAN,
    /** The pyramid. */
    MULTISCALE("multiscale_encoder."),
    /** Class logits and offsets. */
    HEADS("nlq_cls_head.", "nlq_reg_head."),
    /** What comes before the first parameter. */
    OTHER;

    private final List<String> prefixes;

    NetworkPart(String... prefixes) {
        this.prefixes = List.of(prefixes);
    }

    /** The name in tables. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The part that a parameter belongs to; empty for what is of no module. */
    static Optional<NetworkPart> of(String parameter) {
        return Arrays.stream(values())
                .filter(part -> part.prefixes.stream().anyMatch(parameter::startsWith))
                .findFirst();
    }
}
