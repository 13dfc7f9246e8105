/** Grounding of text queries in video features with ONNX Runtime, to be embedded in a service. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.github.osgnet4j.runtime {
    requires com.fasterxml.jackson.databind;
    requires io.github.osgnet4j.natives;
    requires jdk.jfr;
    requires org.slf4j;
    requires transitive com.microsoft.onnxruntime;
    requires transitive io.github.osgnet4j.postprocess;
    // Only runtime.micrometer needs them, which only those load who have them.
    requires static micrometer.commons;
    requires static micrometer.core;
    requires static micrometer.observation;
    // Annotations alone.
    requires static transitive org.apiguardian.api;
    requires static transitive org.jspecify;

    exports io.github.osgnet4j.runtime;
    exports io.github.osgnet4j.runtime.bundle;
    exports io.github.osgnet4j.runtime.error;
    exports io.github.osgnet4j.runtime.gpu;
    exports io.github.osgnet4j.runtime.micrometer;
    exports io.github.osgnet4j.runtime.service;
    exports io.github.osgnet4j.runtime.session;

    // The native scan, where there is one.
    uses io.github.osgnet4j.natives.OperatorLibrary;

    // Jackson makes the manifest.
    opens io.github.osgnet4j.runtime.bundle to
            com.fasterxml.jackson.databind;
}
