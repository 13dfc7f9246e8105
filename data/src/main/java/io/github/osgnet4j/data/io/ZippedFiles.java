package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The files in a zip archive, which are read one by one and never written anywhere. */
public final class ZippedFiles implements Closeable {

    private final Path file;
    private final ByteSource source;
    private final List<ZipMember> members;

    private ZippedFiles(Path file, ByteSource source, List<ZipMember> members) {
        this.file = file;
        this.source = source;
        this.members = members;
    }

    /**
     * Opens an archive.
     *
     * @throws DataException naming the file if it is none, or damaged, or encrypted, or lies about its sizes
     */
    public static ZippedFiles open(Path file) {
        return Reading.from(file, () -> {
            ByteSource source = FileSource.open(file);
            try {
                return new ZippedFiles(file, source, ZipDirectory.read(source));
            } catch (IOException | RuntimeException e) {
                source.close();
                throw e;
            }
        });
    }

    /** Their names, in the order of the archive. */
    public List<String> names() {
        return members.stream().map(ZipMember::name).toList();
    }

    /**
     * The contents of a file, whose checksum is verified when the last byte is read.
     *
     * @param index into {@link #names}
     * @param limit bytes it may have
     * @throws DataException if it has more; the stream throws one where the contents are damaged
     */
    public InputStream stream(int index, long limit) {
        ZipMember member = members.get(index);
        if (member.size() > limit) {
            throw new DataException(file + ": '" + member.name() + "' has " + member.size() + " bytes, more than "
                    + limit + "; is it the right file?");
        }
        InputStream contents = new ZipMemberStream(source, member);
        return new BlockInputStream() {
            @Override
            public int read(byte[] to, int offset, int length) {
                return Reading.from(file, () -> contents.read(to, offset, length));
            }

            @Override
            public void close() throws IOException {
                contents.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
