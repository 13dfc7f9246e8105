package io.github.osgnet4j.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number as people write it: Java reads {@code 0x1p3}, {@code 1d} and {@code NaN} too. */
final class DecimalNumber implements ITypeConverter<Double> {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    @Override
    public Double convert(String text) {
        double number = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw new TypeConversionException("expected a decimal number, found '" + text + "'");
        }
        return number;
    }
}
