/** Windows out of scores: decoding, NMS, ranking, ensembles and metrics. */
module io.github.osgnet4j.postprocess {
    exports io.github.osgnet4j.postprocess;
}
