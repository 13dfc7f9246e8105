package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Collectors;

/** The strict JSON form of {@link Manifest}. */
final class ManifestJson {

    private static final int MAX_BYTES = 8 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addMixIn(RankingOptions.class, RankingJson.class)
            .build();

    private ManifestJson() {}

    /**
     * A manifest as it was read.
     *
     * @param sha256 of its bytes
     */
    record Read(Manifest manifest, String sha256) {}

    static Read read(Path file) {
        try {
            byte[] content = bytes(file);
            ManifestHash hash = new ManifestHash(file);
            hash.requireUnchanged(content);
            JsonNode json = JSON.readTree(content);
            checkFormat(file, json);
            hash.requirePresent();
            addLaterFields(json);
            return new Read(JSON.treeToValue(json, Manifest.class), Sha256.of(content));
        } catch (JsonMappingException e) {
            throw new BundleException(file, where(e) + reason(e), e);
        } catch (JsonProcessingException e) {
            throw new BundleException(file, "not valid JSON: " + e.getOriginalMessage() + place(e), e);
        } catch (IOException e) {
            throw new BundleException(file, "cannot be read: " + e, e);
        }
    }

    static boolean isOfBundle(Path file) {
        try {
            JsonNode json = JSON.readTree(bytes(file));
            int format = json.path("format").asInt();
            return format >= 1
                    && format <= Manifest.FORMAT
                    && json.path("spec").isObject()
                    && json.path("dimensions").isObject()
                    && json.path("files").isArray();
        } catch (IOException | BundleException e) {
            return false;
        }
    }

    static void write(Manifest manifest, Path file) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        ObjectWriter writer = JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(indenter));
        Path target = file.toAbsolutePath();
        try {
            byte[] json = (writer.writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
            replace(target, json);
            replace(target.resolveSibling(Manifest.HASH_FILE), ManifestHash.line(json));
        } catch (IOException e) {
            throw new BundleException(file, "cannot be written: " + e, e);
        }
    }

    private static void replace(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.write(temporary, content, StandardOpenOption.CREATE_NEW);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        RegularFile.require(file, "no such file; a bundle is a folder with a " + Manifest.FILE);
        RegularFile.requireContent(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BundleException(file, "longer than " + MAX_BYTES + " bytes, which no manifest is");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BundleException(file, "no such file", e);
        }
    }

    /** Before anything else is read: another version may have other fields. */
    private static void checkFormat(Path file, JsonNode json) {
        if (!json.isObject()) {
            throw new BundleException(file, "expected a JSON object");
        }
        JsonNode format = json.path("format");
        if (!format.isInt()) {
            throw new BundleException(file, "field 'format' is missing or not a number, expected " + Manifest.FORMAT);
        }
        if (format.intValue() != Manifest.FORMAT) {
            throw new BundleException(
                    file,
                    "format version " + format.intValue() + " is not known, this version reads " + Manifest.FORMAT
                            + "; export the bundle again or use a matching version");
        }
    }

    /** Fields that came within a format version, for manifests from before. */
    private static void addLaterFields(JsonNode json) {
        if (json.path("precision") instanceof ObjectNode precision && !precision.has("int8For")) {
            precision.putNull("int8For");
        }
    }

    private static String where(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "" : "field '" + path.substring(path.startsWith(".") ? 1 : 0) + "': ";
    }

    private static String reason(JsonMappingException e) {
        return e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : e.getOriginalMessage();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
