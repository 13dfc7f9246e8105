package io.github.osgnet4j.data.config;

/** What the objects of a frame are. */
public enum ObjectMode {
    /** The dataset brings no objects. */
    NONE("none"),
    /** The classes of the query's labels that the frame shows ({@code class-score} with {@code only}). */
    LABELS("labels"),
    /** All classes the frame shows ({@code class-score} alone). */
    ALL("all"),
    /** Region features stored per video and class (no {@code object_feat_type}; legacy). */
    REGIONS("regions");

    private final String key;

    ObjectMode(String key) {
        this.key = key;
    }

    /** The name a bundle's manifest gives it. */
    public String key() {
        return key;
    }
}
