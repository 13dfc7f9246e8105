package io.github.osgnet4j.natives;

import java.net.URL;
import java.util.Optional;
import org.apiguardian.api.API;

/** An artifact's library with operators for ONNX Runtime, found by {@link java.util.ServiceLoader}. */
@API(status = API.Status.EXPERIMENTAL)
public interface OperatorLibrary {

    /** Its name and version, for a folder. */
    String name();

    /** The library for the system at hand; empty if the artifact was built without one for it. */
    Optional<URL> resource();
}
