/** The selective scan in native code, for the runtime to find. */
module io.github.osgnet4j.scan {
    requires static transitive org.apiguardian.api;
    requires static transitive org.jspecify;
    requires transitive io.github.osgnet4j.natives;

    exports io.github.osgnet4j.scan;

    provides io.github.osgnet4j.natives.OperatorLibrary with
            io.github.osgnet4j.scan.ScanLibrary;
}
