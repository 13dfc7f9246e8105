package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The SHA-256 of a safetensors file in its own metadata: of the header, with zeros where the hash stands, and the data. Files of others
 * have none.
 */
final class SafetensorsHash {
    /** Under which it stands in the metadata. */
    static final String KEY = "osgnet4j.sha256";

    private static final String ZEROS = "0".repeat(64);

    private final String expected;
    private final MessageDigest digest = Fingerprint.sha256();

    private SafetensorsHash(String expected) {
        this.expected = expected;
    }

    /** Metadata with room for the hash. */
    static Map<String, String> unsigned(Map<String, String> metadata) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(KEY, ZEROS);
        return all;
    }

    /** Puts the hash in its place in a header that has room for it. */
    static byte[] sign(byte[] header, Collection<? extends StreamedTensor> tensors) {
        MessageDigest digest = Fingerprint.sha256();
        digest.update(header);
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (StreamedTensor tensor : tensors) {
                FloatWriter.write(out, tensor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return replaced(header, ZEROS, Fingerprint.hex(digest));
    }

    /** Starts to compute the hash of a file with this header, all of whose data must go through it. */
    static SafetensorsHash expecting(String expected, byte[] header) {
        SafetensorsHash hash = new SafetensorsHash(expected);
        hash.digest.update(replaced(header, expected, ZEROS));
        return hash;
    }

    InputStream through(InputStream data) {
        return new DigestInputStream(data, digest);
    }

    void check() {
        String found = Fingerprint.hex(digest);
        if (!found.equals(expected)) {
            throw new DataException("damaged: its SHA-256 is " + found + " where its header says "
                    + PickleText.shown(expected) + "; copy it again");
        }
    }

    /** Escapes would stand in the header in other words than were read; what is no hash is left alone and does not match. */
    private static byte[] replaced(byte[] header, String value, String by) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        int at = text.indexOf('"' + KEY + "\":\"" + value + '"');
        if (at < 0 || value.length() != by.length()) {
            return header;
        }
        byte[] copy = header.clone();
        byte[] bytes = by.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, copy, at + KEY.length() + 4, bytes.length);
        return copy;
    }
}
