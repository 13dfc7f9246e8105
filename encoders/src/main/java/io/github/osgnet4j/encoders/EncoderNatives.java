package io.github.osgnet4j.encoders;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import io.github.osgnet4j.natives.DjlCache;
import io.github.osgnet4j.natives.NativeCacheException;
import java.util.List;

/** The native code that encoders run besides ONNX Runtime: the tokenizer's library, and ffmpeg. */
public final class EncoderNatives {

    /** What the tokenizer's library needs when it is unpacked. */
    private static final long TOKENIZER_BYTES = 20_000_000;

    private EncoderNatives() {}

    /**
     * Unpacks all of it now instead of at the first use: for container images, where nothing can be unpacked later.
     *
     * @throws EncoderException if it cannot be unpacked, or does not run here
     */
    public static void unpack() {
        Ffmpeg.find();
        beforeTokenizer();
        LibUtils.checkStatus();
    }

    /** Leads DJL to the user's cache. To be called before the classes of the tokenizer are loaded. */
    static void beforeTokenizer() {
        // Read when the library's classes are loaded: neither download nor report anything.
        for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
        try {
            DjlCache.use(List.of("libtokenizers.so"), TOKENIZER_BYTES);
        } catch (NativeCacheException e) {
            throw new EncoderException("The text encoder's tokenizer cannot be unpacked. " + e.getMessage(), e);
        }
    }
}
