/** The network, written once over an algebra of tensor operations. */
module io.github.osgnet4j.network {
    requires static transitive org.jspecify;

    exports io.github.osgnet4j.network;
}
