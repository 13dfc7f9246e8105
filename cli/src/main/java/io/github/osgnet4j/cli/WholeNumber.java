package io.github.osgnet4j.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of a least size. */
public abstract class WholeNumber implements ITypeConverter<Integer> {

    private final int least;

    WholeNumber(int least) {
        this.least = least;
    }

    @Override
    public Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with what was expected.
        }
        throw new TypeConversionException("expected a whole number, at least " + least + ", found '" + text + "'");
    }

    /** 1 or more. */
    public static final class Positive extends WholeNumber {
        Positive() {
            super(1);
        }
    }

    /** 2 or more. */
    public static final class Plural extends WholeNumber {
        Plural() {
            super(2);
        }
    }

    /** 0 or more. */
    public static final class Natural extends WholeNumber {
        Natural() {
            super(0);
        }
    }
}
