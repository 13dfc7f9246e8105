package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchException;
import io.github.osgnet4j.batch.Shard;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code I/N} as an option has it. */
final class ShardNumber implements ITypeConverter<Shard> {

    @Override
    public Shard convert(String text) {
        try {
            return Shard.parse(text);
        } catch (BatchException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
