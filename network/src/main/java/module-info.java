/** The network, written once over an algebra of tensor operations. */
module io.github.osgnet4j.network {
    exports io.github.osgnet4j.network;
}
