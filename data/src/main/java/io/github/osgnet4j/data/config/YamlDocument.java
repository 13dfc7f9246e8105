package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.InputFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads one YAML document into maps, lists and scalars, and nothing else, whatever its tags ask for. */
final class YamlDocument {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ALIASES = 64;
    private static final int MAX_DEPTH = 32;

    private YamlDocument() {}

    static Object read(Path file) {
        try {
            long size = Files.size(InputFile.regular(file));
            if (size > MAX_BYTES) {
                throw new DataException("Config " + file + " has " + size + " bytes, more than the " + MAX_BYTES
                        + " a config may have; is it a config?");
            }
            return parse(file, Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new DataException("Config " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw DataException.unreadable("Config " + file, e);
        }
    }

    static Object parse(Path file, String text) {
        try {
            return load(text);
        } catch (YAMLException e) {
            throw new DataException("Config " + file + " is not a YAML document we accept: " + reason(e), e);
        }
    }

    /** Within the limits of a config; what is wrong with the text is a {@link YAMLException}. */
    static Object load(String text) {
        return new Yaml(new SafeConstructor(limits())).load(text);
    }

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowRecursiveKeys(false);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    /** In one line, without the excerpt that the parser draws. */
    static String reason(YAMLException e) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": " + marked.getProblem();
        }
        return e.getMessage();
    }
}
