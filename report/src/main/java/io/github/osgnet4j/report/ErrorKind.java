package io.github.osgnet4j.report;

/**
 * What is wrong with a predicted window, after Alwassel et al. 2018, "Diagnosing Error in Temporal Action Detectors"; the
 * other queries of a clip take the place of the other classes. Each window is of the first kind that applies.
 */
public enum ErrorKind {
    /** It overlaps an annotated window by more than the threshold that no better-ranked window of the query found. */
    RIGHT("right", "overlaps an annotated window by more than the threshold, the first that does"),

    /** It overlaps annotated windows by more than the threshold, but better-ranked ones have found them all. */
    DUPLICATE("duplicate", "overlaps an annotated window that a better-ranked window already found"),

    /** It overlaps an annotated window of its query by {@link ErrorAnalysis#LEAST_OVERLAP} or more, but not enough. */
    LOCALISATION(
            "localisation",
            "overlaps an annotated window of its query by " + ErrorAnalysis.LEAST_OVERLAP + " or more, but not enough"),

    /** It does not, but overlaps that of another query of the clip by {@link ErrorAnalysis#LEAST_OVERLAP} or more. */
    CONFUSION(
            "confusion",
            "overlaps an annotated window of another query of the clip by " + ErrorAnalysis.LEAST_OVERLAP
                    + " or more, and none of its own"),

    /** It overlaps nothing that is annotated in the clip. */
    BACKGROUND("background", "overlaps no annotated window of the clip by " + ErrorAnalysis.LEAST_OVERLAP);

    private final String word;
    private final String meaning;

    ErrorKind(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** Its name in a page. */
    public String word() {
        return word;
    }

    /** What a window of this kind does, in words. */
    public String meaning() {
        return meaning;
    }
}
