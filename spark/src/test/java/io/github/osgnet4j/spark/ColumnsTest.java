package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class ColumnsTest {

    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.StringType)
            .add("features", DataTypes.createArrayType(DataTypes.FloatType));

    private static Row row(Object features) {
        return new GenericRowWithSchema(new Object[] {"a", features}, SCHEMA);
    }

    private static Object list(Float... values) {
        return CollectionConverters.asScala(Arrays.asList(values)).toSeq();
    }

    @Test
    void whatIsShuffledHasBytesForNumbers() {
        float[] numbers = {1.5f, -0f, Float.NaN, Float.MIN_VALUE};
        Row packed = Columns.packed(row(list(1.5f, -0f, Float.NaN, Float.MIN_VALUE)), 1);
        byte[] bytes = packed.getAs(1);

        ByteBuffer expected = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        expected.asFloatBuffer().put(numbers);
        assertArrayEquals(expected.array(), bytes);
        assertArrayEquals(numbers, Columns.floats(packed, 1, "it"));
        assertEquals("a", packed.getString(0));
        assertSame(bytes, Columns.packed(packed, 1).get(1), "bytes stay as they are");
    }

    @Test
    void whatIsWrongWithAnArrayIsToldAsBefore() {
        Row odd = Columns.packed(row(list(1f, null)), 1);
        UnusableRowException e = assertThrows(UnusableRowException.class, () -> Columns.floats(odd, 1, "Video 'a'"));
        assertEquals("Video 'a' has a null in place of number 1", e.getMessage());

        Row none = Columns.packed(row(null), 1);
        assertTrue(assertThrows(UnusableRowException.class, () -> Columns.floats(none, 1, "Video 'a'"))
                .getMessage()
                .endsWith("has no features"));
    }
}
