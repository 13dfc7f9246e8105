package io.github.osgnet4j.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What the columns of a dataset must be, and their values. */
final class Columns {

    private Columns() {}

    /**
     * Refuses a column that is not there or of another type.
     *
     * @param what the rows are, for the message
     * @throws SparkJobException naming the columns that are there
     */
    static void require(StructType schema, String what, String column, DataType... types) {
        if (!has(schema, column)) {
            throw new SparkJobException(
                    "The " + what + " have no column " + column + ", but " + String.join(", ", schema.fieldNames()));
        }
        DataType found = schema.apply(column).dataType();
        if (Arrays.stream(types).noneMatch(type -> same(type, found))) {
            throw new SparkJobException("Column " + column + " of the " + what + " is " + found.simpleString()
                    + ", expected "
                    + String.join(
                            " or ",
                            Arrays.stream(types).map(DataType::simpleString).toList()));
        }
    }

    static boolean has(StructType schema, String column) {
        return Arrays.asList(schema.fieldNames()).contains(column);
    }

    /** Whether elements of arrays may be null is not part of what is asked. */
    private static boolean same(DataType wanted, DataType found) {
        return wanted instanceof ArrayType w && found instanceof ArrayType f
                ? same(w.elementType(), f.elementType())
                : wanted.equals(found);
    }

    /** The types that numbers of a network come in. */
    static DataType[] floats() {
        return new DataType[] {DataTypes.BinaryType, DataTypes.createArrayType(DataTypes.FloatType)};
    }

    /**
     * The numbers of a value.
     *
     * @param where it stands, for messages
     * @throws UnusableRowException if it is null, has a null, or does not consist of whole numbers of four bytes
     */
    static float[] floats(Row row, int column, String where) {
        if (row.isNullAt(column)) {
            throw new UnusableRowException(where + " has no " + row.schema().fieldNames()[column]);
        }
        return row.get(column) instanceof byte[] bytes
                ? floats(bytes, where)
                : floats(row.<Float>getList(column), where);
    }

    /**
     * A row whose arrays of numbers are binary: in a list, each number is an object, which a shuffle would write as one. A
     * list with a null stays, so that whoever reads it can say where that is.
     */
    static Row packed(Row row, int... columns) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        for (int column : columns) {
            if (!row.isNullAt(column) && !(values[column] instanceof byte[])) {
                List<Float> list = row.getList(column);
                values[column] = list.contains(null) ? values[column] : bytes(list);
            }
        }
        return new GenericRowWithSchema(values, row.schema());
    }

    private static byte[] bytes(List<Float> list) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(list.size(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        list.forEach(bytes::putFloat);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes, String where) {
        if (bytes.length % Float.BYTES != 0) {
            throw new UnusableRowException(where + " has " + bytes.length + " bytes, no whole number of float32");
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static float[] floats(List<Float> list, String where) {
        float[] values = new float[list.size()];
        int i = 0;
        for (Float value : list) {
            if (value == null) {
                throw new UnusableRowException(where + " has a null in place of number " + i);
            }
            values[i++] = value;
        }
        return values;
    }
}
