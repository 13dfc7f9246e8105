package io.github.osgnet4j.serve;

import java.nio.file.Path;

/**
 * A file of tokens.
 *
 * @param path of it
 * @param single whether it has one token for all in place of lines with names
 */
record TokenFile(Path path, boolean single) {

    /**
     * Reads it, and warns if everybody on the machine can.
     *
     * @throws ServeException if it has no tokens of its kind
     */
    Tokens read() {
        Tokens tokens = single ? Tokens.readSingle(path) : Tokens.read(path);
        SettingsFile.warnIfPublic(path);
        return tokens;
    }
}
