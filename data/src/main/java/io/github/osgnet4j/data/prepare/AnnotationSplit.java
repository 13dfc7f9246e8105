package io.github.osgnet4j.data.prepare;

import java.util.Locale;

/** A split of a download. */
public enum AnnotationSplit {
    TRAIN,
    VAL,
    /** Its windows are not public, but for TACoS. */
    TEST;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
