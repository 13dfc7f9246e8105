/** A folder of the user's own for native libraries, and what is known of the processor. */
module io.github.osgnet4j.natives {
    requires org.slf4j;
    requires static transitive org.apiguardian.api;
    requires static transitive org.jspecify;

    exports io.github.osgnet4j.natives;
}
