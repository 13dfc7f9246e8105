package io.github.osgnet4j.cli;

import io.github.osgnet4j.encoders.EncoderNatives;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Unpacks the native libraries that answering queries and encoding videos need into the cache that {@code OSGNET_CACHE}
 * names. The build of the image starts it, because a container may have no place where anything can be unpacked and run.
 */
public final class UnpackedNatives {

    private UnpackedNatives() {}

    /** Takes a bundle; the exit code is that of its verification. */
    public static void main(String[] args) {
        Writer messages = new OutputStreamWriter(System.err, StandardCharsets.UTF_8);
        int code = Osgnet.run(Writer.nullWriter(), messages, "verify", "-q", "--model", args[0]);
        if (code == 0) {
            EncoderNatives.unpack();
        }
        System.exit(code);
    }
}
