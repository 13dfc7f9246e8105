/** Windows out of scores: decoding, NMS, ranking, ensembles and metrics. */
module io.github.osgnet4j.postprocess {
    requires static transitive org.apiguardian.api;
    requires static transitive org.jspecify;

    exports io.github.osgnet4j.postprocess;
}
