package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.InputException;

/** Padding as in a batch of the official evaluation; only CPU graphs can add it to a query. */
record BatchPadding(Manifest manifest) {

    /**
     * What a video is padded to.
     *
     * @throws InputException if the bundle, or any bundle, cannot pad it that far
     */
    int steps(VideoInput video) {
        Manifest.Dimensions d = manifest.dimensions();
        int own = d.paddedLength(video.steps());
        int wanted = video.paddedSteps();
        if (wanted == 0 || wanted == own) {
            return own;
        }
        if (wanted < own || wanted % d.paddingMultiple() != 0) {
            throw new InputException("Video '" + video.id() + "' of " + video.steps() + " steps cannot be padded to "
                    + wanted + "; expected a multiple of " + d.paddingMultiple() + ", at least " + own);
        }
        require("Video '" + video.id() + "'");
        return wanted;
    }

    /**
     * Whether a query can be padded as it wants to be.
     *
     * @throws InputException if it cannot
     */
    void check(QueryInput query) {
        if (query.padded()) {
            require("Query '" + query.id() + "'");
        }
    }

    private void require(String what) {
        if (!manifest.padsLikeBatches()) {
            throw new InputException(what + " cannot be padded as in a batch: " + Manifest.NO_BATCH_PADDING);
        }
    }
}
