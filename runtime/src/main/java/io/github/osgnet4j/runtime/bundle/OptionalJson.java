package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.Optional;

/** An optional field as its value or {@code null}; Jackson itself knows Optional only through a further module. */
final class OptionalJson {

    private OptionalJson() {}

    static final class Writer extends JsonSerializer<Optional<?>> {
        @Override
        public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), json);
        }
    }

    static final class ClassEmbeddingsReader extends JsonDeserializer<Optional<Manifest.ClassEmbeddings>> {
        @Override
        public Optional<Manifest.ClassEmbeddings> deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            return Optional.of(context.readValue(json, Manifest.ClassEmbeddings.class));
        }

        @Override
        public Optional<Manifest.ClassEmbeddings> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
