package io.github.osgnet4j.cli.bench;

import java.util.Locale;
import java.util.Optional;

/** The parts of the network that time and work are accounted to. */
enum Part {
    /** The video's projection and positions. */
    PROJECTION,
    /** The query's tokens. */
    TEXT,
    /** The object encoder. */
    OBJECTS,
    /** The video blocks but for the scan: projections around it, attention, MLPs, gate. */
    BLOCKS,
    /** The recurrence of the selective scan. */
    SCAN,
    /** The pyramid. */
    MULTISCALE,
    /** Class logits and offsets. */
    HEADS,
    /** Scores to windows. */
    RANKING,
    /** Shapes, masks, and whatever carries no name of a module. */
    OTHER;

    /** The name in reports. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The part that a parameter, or a node named after one, belongs to; empty for what is of no module. */
    static Optional<Part> of(String name) {
        if (name.startsWith("video_encoder.0.")) {
            return Optional.of(PROJECTION);
        } else if (name.startsWith("video_encoder.")) {
            return Optional.of(BLOCKS);
        } else if (name.startsWith("text_encoder.")) {
            return Optional.of(TEXT);
        } else if (name.startsWith("obj_encoder.")) {
            return Optional.of(OBJECTS);
        } else if (name.startsWith("multiscale_encoder.")) {
            return Optional.of(MULTISCALE);
        } else if (name.startsWith("nlq_cls_head.") || name.startsWith("nlq_reg_head.")) {
            return Optional.of(HEADS);
        }
        return Optional.empty();
    }
}
