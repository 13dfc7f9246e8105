package io.github.osgnet4j.data.config;

/**
 * Which challenge a config belongs to: it decides the form of the ground truth and the header of a submission
 * ({@code track} of the official configs; TACoS and NLQ v1 run as goal_step there).
 */
public enum Track {
    NLQ("nlq", "ego4d_nlq_challenge"),
    GOAL_STEP("goal_step", "ego4d_goalstep_challenge");

    private final String key;
    private final String challenge;

    Track(String key, String challenge) {
        this.key = key;
        this.challenge = challenge;
    }

    /** The value of {@code track} in a config. */
    public String key() {
        return key;
    }

    /** The value of {@code challenge} in a submission file. */
    public String challenge() {
        return challenge;
    }
}
