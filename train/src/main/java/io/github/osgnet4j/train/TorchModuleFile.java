package io.github.osgnet4j.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module without parameters as the archive PyTorch loads: a zip of the source text, a pickle of
 * the module's attributes, an empty table of constants and a version.
 */
final class TorchModuleFile {

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private TorchModuleFile() {}

    /**
     * The archive.
     *
     * @param name the class's name in the source
     * @param source TorchScript as PyTorch serialises it: {@code class NAME(Module): ...}
     * @param bf16 the value of its attribute of this name; {@code casts} is an empty table
     */
    static byte[] write(String name, String source, boolean bf16) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, name + "/data.pkl", attributes(name, bf16));
            store(zip, name + "/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, name + "/constants.pkl", NO_CONSTANTS);
            store(zip, name + "/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new TrainException("Writing a TorchScript archive into memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Pickle, protocol 2, of an instance with {@code training = True} and no backward hook. */
    private static byte[] attributes(String name, boolean bf16) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes(("c__torch__\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
        text(pickle, "training");
        pickle.write(0x88);
        text(pickle, "_is_full_backward_hook");
        pickle.write('N');
        text(pickle, "bf16");
        pickle.write(bf16 ? 0x88 : 0x89);
        text(pickle, "casts");
        pickle.writeBytes(new byte[] {'}', 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static void text(ByteArrayOutputStream pickle, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        pickle.writeBytes(new byte[] {'X', (byte) utf8.length, 0, 0, 0});
        pickle.writeBytes(utf8);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
