package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.osgnet4j.data.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A number as Python has it: whole and of any size, or a double. Whole numbers stay whole when they are added and subtracted, and become
 * doubles beside one.
 *
 * @param node a {@code BigIntegerNode} or a {@code DoubleNode}
 */
record PythonNumber(JsonNode node) {
    static final PythonNumber ZERO = of(BigInteger.ZERO);

    static PythonNumber of(JsonNode number) {
        return new PythonNumber(number);
    }

    static PythonNumber of(BigInteger number) {
        return new PythonNumber(JsonNodeFactory.instance.numberNode(number));
    }

    static PythonNumber of(double number) {
        return new PythonNumber(JsonNodeFactory.instance.numberNode(number));
    }

    boolean whole() {
        return node.isIntegralNumber();
    }

    boolean finite() {
        return whole() || Double.isFinite(node.doubleValue());
    }

    /**
     * As a double, which is the closest one.
     *
     * @throws DataException if it is whole and beyond all doubles
     */
    double value() {
        double value = whole() ? node.bigIntegerValue().doubleValue() : node.doubleValue();
        if (whole() && Double.isInfinite(value)) {
            throw new DataException("a whole number of "
                    + node.bigIntegerValue().bitLength() + " bits is too large to calculate with beside decimals");
        }
        return value;
    }

    PythonNumber plus(PythonNumber other) {
        return whole() && other.whole()
                ? of(node.bigIntegerValue().add(other.node.bigIntegerValue()))
                : of(value() + other.value());
    }

    PythonNumber minus(PythonNumber other) {
        return whole() && other.whole()
                ? of(node.bigIntegerValue().subtract(other.node.bigIntegerValue()))
                : of(value() - other.value());
    }

    /** Compares exact values, also of a whole number with a double, as Python does. Both must be finite. */
    int compareTo(PythonNumber other) {
        return exact().compareTo(other.exact());
    }

    private BigDecimal exact() {
        return whole() ? new BigDecimal(node.bigIntegerValue()) : new BigDecimal(node.doubleValue());
    }

    /** As {@code json.dumps} and {@code str} write it. */
    @Override
    public String toString() {
        return PythonJson.number(node);
    }
}
