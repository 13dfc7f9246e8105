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

        @Override
        public boolean isEmpty(SerializerProvider provider, Optional<?> value) {
            return value.isEmpty();
        }
    }

    abstract static class Reader<T> extends JsonDeserializer<Optional<T>> {

        private final Class<T> type;

        Reader(Class<T> type) {
            this.type = type;
        }

        @Override
        public Optional<T> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return Optional.of(context.readValue(json, type));
        }

        @Override
        public Optional<T> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    static final class ClassEmbeddingsReader extends Reader<Manifest.ClassEmbeddings> {
        ClassEmbeddingsReader() {
            super(Manifest.ClassEmbeddings.class);
        }
    }

    static final class Int8ForReader extends Reader<Int8For> {
        Int8ForReader() {
            super(Int8For.class);
        }
    }
}
