package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.io.InputFile;
import io.github.osgnet4j.data.io.LmdbWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one value of a store is made of.
 *
 * @param key of the value
 * @param files one, or one of each folder
 */
public record SourceFile(String key, List<Path> files) {

    /** What Java puts in the place of bytes that the charset cannot decode. */
    private static final char UNDECODED = '\uFFFD';

    /** In the order of LMDB's keys. */
    private static final Comparator<SourceFile> ORDER = (a, b) ->
            Arrays.compareUnsigned(a.key.getBytes(StandardCharsets.UTF_8), b.key.getBytes(StandardCharsets.UTF_8));

    /**
     * The files of a folder, all of them, whatever their names end in; the key of each is its name without its last ending, as Python's
     * {@code os.path.splitext} has it, or what the index of {@link StoreUnpacking} says, if there is one.
     *
     * @return in the order of the keys
     * @throws DataException if the folder cannot be read, has none or another folder in it, or two files have one key, or one none that LMDB
     *     takes
     */
    public static List<SourceFile> in(Path folder) {
        Map<String, SourceFile> sources = new LinkedHashMap<>();
        Map<String, String> keys = KeyIndex.read(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.equals(KeyIndex.FILE)) {
                    continue;
                }
                SourceFile source = keys.containsKey(name) ? of(file, keys.get(name)) : of(file);
                String key = source.key();
                SourceFile other = sources.put(key, source);
                if (other != null) {
                    throw new DataException(other.file() + " and " + file + " would both have the key '" + key
                            + "'; rename or remove one of them");
                }
            }
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
        if (sources.isEmpty()) {
            throw new DataException(folder + ": the folder is empty; expected a file for each key");
        }
        return sources.values().stream().sorted(ORDER).toList();
    }

    /**
     * A file whose key is its name without its last ending.
     *
     * @throws DataException if it is no regular file, its name cannot be decoded, or LMDB does not take the key
     */
    public static SourceFile of(Path file) {
        String name = file.getFileName().toString();
        if (name.indexOf(UNDECODED) >= 0) {
            throw new DataException(file + ": the name has characters that are not in "
                    + System.getProperty("sun.jnu.encoding") + ", this process's charset for names of files, and would"
                    + " be a wrong key; start it with LC_ALL=C.UTF-8, as scripts/osgnet does, or rename the file");
        }
        return of(file, stem(name));
    }

    private static SourceFile of(Path file, String key) {
        InputFile.regular(file);
        try {
            LmdbWriter.requireKey(key);
        } catch (DataException e) {
            throw e.in(file);
        }
        return new SourceFile(key, List.of(file));
    }

    /**
     * Joins files of two folders by their keys.
     *
     * @param second may have keys that the first lacks, which are left out
     * @throws DataException if it lacks one of the first
     */
    public static List<SourceFile> joined(List<SourceFile> first, List<SourceFile> second, String what) {
        Map<String, SourceFile> others = new LinkedHashMap<>();
        second.forEach(source -> others.put(source.key, source));
        List<SourceFile> joined = new ArrayList<>();
        for (SourceFile source : first) {
            SourceFile other = others.get(source.key);
            if (other == null) {
                throw new DataException(source.file() + ": there are no " + what + " of this name in "
                        + second.get(0).file().getParent());
            }
            joined.add(new SourceFile(source.key, List.of(source.file(), other.file())));
        }
        return joined;
    }

    private static String stem(String name) {
        int end = name.lastIndexOf('.');
        boolean dotsAlone = end < 0 || name.substring(0, end).chars().allMatch(c -> c == '.');
        return dotsAlone ? name : name.substring(0, end);
    }

    /** The first of the files. */
    public Path file() {
        return files.get(0);
    }

    /** What tells whether the files are still the same: a hash of their contents. */
    public String fingerprint() {
        return files.size() == 1
                ? Fingerprint.file(file())
                : Fingerprint.of(files.stream().map(Fingerprint::file).toArray(String[]::new));
    }
}
