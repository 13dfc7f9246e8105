package io.github.osgnet4j.serve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;

/** A large answer that many ask for: it is kept in gzip until it changes, and sent so to those who take it. */
final class Compressed {

    private static final String GZIP = "gzip";

    private Object version = List.of();
    private byte[] packed = {};

    /**
     * The answer in JSON.
     *
     * @param current equal to that of the last call if nothing has changed
     * @param json writes it anew
     */
    Reply reply(Call call, Object current, Supplier<byte[]> json) {
        byte[] body = packed(current, json);
        boolean taken =
                call.header(HttpHeader.ACCEPT_ENCODING).map(Compressed::takes).orElse(false);
        Reply reply = Reply.bytes(200, Json.MEDIA_TYPE, taken ? body : unpacked(body))
                .with(HttpHeader.VARY.asString(), HttpHeader.ACCEPT_ENCODING.asString());
        return taken ? reply.with(HttpHeader.CONTENT_ENCODING.asString(), GZIP) : reply;
    }

    private synchronized byte[] packed(Object current, Supplier<byte[]> json) {
        if (packed.length == 0 || !version.equals(current)) {
            packed = gzip(json.get());
            version = current;
        }
        return packed;
    }

    /** Whether a client says that it takes gzip, and not that it does not (RFC 9110, 12.5.3). */
    static boolean takes(String accepted) {
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", -1);
            String weight = parts.length > 1 ? parts[1].replace(" ", "") : "";
            if (parts[0].strip().equals(GZIP)) {
                return !weight.matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
