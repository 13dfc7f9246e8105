package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The files of an encoder's folder, each checked to be a regular file before it is read. */
final class EncoderFile {

    /** How a file starts whose content Git LFS keeps elsewhere. */
    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";

    /** Endings of files beside a network that hold none of its weights. */
    private static final List<String> NO_WEIGHTS = List.of(".onnx", ".json", ".md", ".txt");

    private static final int MOST_JSON_BYTES = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private EncoderFile() {}

    /**
     * A file that the folder has under a name of its own making.
     *
     * @param key of {@code encoder.json} that has the name, for messages
     * @throws EncoderException if the name leads out of the folder, or there is no such file
     */
    static Path named(Path folder, String key, String name) {
        Path file;
        try {
            file = folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new EncoderException(
                    folder + ": " + key + ": " + ForeignText.quoted(name) + " is not a file name", e);
        }
        if (name.isEmpty()
                || name.indexOf('\\') >= 0
                || Path.of(name).isAbsolute()
                || !plain(file).startsWith(plain(folder))) {
            throw new EncoderException(folder + ": " + key + ": expected the name of a file in the folder, found "
                    + ForeignText.quoted(name));
        }
        require(file);
        return file;
    }

    /** Without dots, which would make "." start nothing and ".." start everything above it. */
    private static Path plain(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Refuses folders, pipes and devices, which may never end, and pointers of Git LFS. */
    static void require(Path file) {
        if (Files.notExists(file)) {
            throw new EncoderException("There is no " + file + "; put the file there");
        }
        if (!Files.isRegularFile(file)) {
            throw new EncoderException(file + " is not a regular file; put the file itself there");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (new String(in.readNBytes(LFS_POINTER.length()), StandardCharsets.ISO_8859_1).equals(LFS_POINTER)) {
                throw new EncoderException(
                        file + " is a Git LFS pointer in place of the file; fetch the file with 'git lfs pull'");
            }
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Files in the folder of a network that may hold its weights: those of any name, but for hidden ones, other networks,
     * samples, and what is for people or for programs to read as text.
     */
    static List<Path> besideNetwork(Path model) {
        try (Stream<Path> entries = Files.list(model.toAbsolutePath().getParent())) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(EncoderFile::mayHoldWeights)
                    .sorted()
                    .map(model::resolveSibling)
                    .filter(file -> !file.equals(model))
                    .toList();
        } catch (IOException e) {
            throw new EncoderException(model + ": its folder cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files that decide what an encoder of pixels gives, with those that may hold weights of its network. */
    static List<Path> deciding(Path folder, Path model) {
        Stream<Path> named =
                Stream.of(folder.resolve(EncoderSettings.FILE), folder.resolve(HuggingFaceImages.FILE), model);
        return Stream.concat(named.filter(Files::exists), besideNetwork(model).stream())
                .toList();
    }

    private static boolean mayHoldWeights(String name) {
        return !name.startsWith(".")
                && !name.equals(EncoderSamples.PIXELS)
                && NO_WEIGHTS.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** The SHA-256 of a file, in hexadecimal digits. */
    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream hashed = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** The bytes of a file that must be there, at most so many. */
    static byte[] bytes(Path file, long most) {
        require(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(Math.toIntExact(most) + 1);
            if (content.length > most) {
                throw new EncoderException(file + " has " + Files.size(file) + " bytes, more than the " + most
                        + " that such a file may have");
            }
            return content;
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The JSON object of a file; an empty one if there is no file. */
    static ObjectNode json(Path file) {
        return Files.notExists(file) ? JSON.createObjectNode() : json(file, MOST_JSON_BYTES);
    }

    /** The JSON object of a file of at most so many bytes. */
    static ObjectNode json(Path file, long most) {
        byte[] content = bytes(file, most);
        try {
            JsonNode json = JSON.readTree(content);
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new EncoderException(file + ": expected a JSON object");
        } catch (JsonProcessingException e) {
            throw new EncoderException(file + " is not JSON: " + ForeignText.output(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
