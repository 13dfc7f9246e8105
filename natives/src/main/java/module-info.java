/** A folder of the user's own for native libraries. */
module io.github.osgnet4j.natives {
    requires org.slf4j;

    exports io.github.osgnet4j.natives;
}
