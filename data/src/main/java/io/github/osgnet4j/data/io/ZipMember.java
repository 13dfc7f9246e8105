package io.github.osgnet4j.data.io;

/**
 * A file inside a zip archive, as the central directory has it.
 *
 * @param name a key and nothing more; never taken for a path
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the contents
 * @param compressed bytes in the archive
 * @param size bytes of the contents
 * @param position where the data starts in the archive
 */
record ZipMember(String name, int method, long crc, long compressed, long size, long position) {
    static final int STORED = 0;
    static final int DEFLATED = 8;
}
