package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The length of an axis: a number, a named symbol, or integer arithmetic over them.
 * Kept in a normal form (a polynomial over symbols and floor divisions), so that equal formulas are equal objects:
 * {@code (8 n - 1) / 2 + 1} is {@code 4 n}.
 */
public final class Dim {

    /** What a polynomial is over: a symbol, or a division that does not come out even. */
    sealed interface Atom {
        /** A length known only when the graph runs. */
        record Symbol(String name) implements Atom {
            @Override
            public String toString() {
                return name;
            }
        }

        /** {@code floor(numerator / divisor)}. */
        record FloorDiv(Dim numerator, long divisor) implements Atom {
            @Override
            public String toString() {
                return "floor((" + numerator + ")/" + divisor + ")";
            }
        }
    }

    /** A product of atoms in alphabetical order; none of them: 1. */
    record Monomial(List<Atom> atoms) implements Comparable<Monomial> {
        static final Monomial ONE = new Monomial(List.of());

        Monomial times(Monomial other) {
            List<Atom> all = new ArrayList<>(atoms);
            all.addAll(other.atoms);
            all.sort((a, b) -> a.toString().compareTo(b.toString()));
            return new Monomial(List.copyOf(all));
        }

        @Override
        public int compareTo(Monomial other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return String.join("*", atoms.stream().map(Object::toString).toList());
        }
    }

    static final Dim ZERO = new Dim(Collections.emptyMap());
    static final Dim ONE = of(1);

    private final TreeMap<Monomial, Long> terms = new TreeMap<>();

    private Dim(Map<Monomial, Long> terms) {
        terms.forEach((monomial, factor) -> {
            if (factor != 0) {
                this.terms.put(monomial, factor);
            }
        });
    }

    /** A fixed length; shape arithmetic also uses negative ones. */
    public static Dim of(long length) {
        return new Dim(Map.of(Monomial.ONE, length));
    }

    /** A named length, known only when the graph runs. Names are letters, digits and underscores. */
    public static Dim symbol(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new GraphException(
                    "A symbolic dimension is named by letters, digits and underscores, found '" + name + "'");
        }
        return new Dim(Map.of(new Monomial(List.of(new Atom.Symbol(name))), 1L));
    }

    public Dim plus(Dim other) {
        TreeMap<Monomial, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((m, f) -> sum.merge(m, f, Math::addExact));
        return new Dim(sum);
    }

    public Dim plus(long n) {
        return plus(of(n));
    }

    public Dim minus(Dim other) {
        return plus(other.times(of(-1)));
    }

    public Dim times(Dim other) {
        TreeMap<Monomial, Long> product = new TreeMap<>();
        terms.forEach((m, f) ->
                other.terms.forEach((n, g) -> product.merge(m.times(n), Math.multiplyExact(f, g), Math::addExact)));
        return new Dim(product);
    }

    public Dim times(long n) {
        return times(of(n));
    }

    /** {@code floor(this / divisor)}; what divides evenly is divided, the rest stays a formula. */
    public Dim floorDiv(long divisor) {
        if (divisor <= 0) {
            throw new GraphException("Cannot divide the dimension " + this + " by " + divisor);
        }
        TreeMap<Monomial, Long> even = new TreeMap<>();
        TreeMap<Monomial, Long> rest = new TreeMap<>();
        terms.forEach((m, f) -> {
            even.put(m, Math.floorDiv(f, divisor));
            rest.put(m, Math.floorMod(f, divisor));
        });
        Dim remainder = new Dim(rest);
        if (remainder.isFixed()) {
            return new Dim(even);
        }
        // Only whole multiples may leave the fraction: 3 n / 2 stays floor(3 n / 2), so that formulas stay
        // recognisable.
        TreeMap<Monomial, Long> whole = new TreeMap<>();
        TreeMap<Monomial, Long> kept = new TreeMap<>();
        terms.forEach((m, f) -> {
            if (f % divisor == 0) {
                whole.put(m, f / divisor);
            } else {
                kept.put(m, f);
            }
        });
        Atom quotient = new Atom.FloorDiv(new Dim(kept), divisor);
        return new Dim(whole).plus(new Dim(Map.of(new Monomial(List.of(quotient)), 1L)));
    }

    /** {@code ceil(this / divisor)}. */
    public Dim ceilDiv(long divisor) {
        return plus(divisor - 1).floorDiv(divisor);
    }

    public boolean isFixed() {
        return terms.isEmpty() || (terms.size() == 1 && terms.containsKey(Monomial.ONE));
    }

    /** True for this very number. */
    public boolean is(long length) {
        return isFixed() && fixed() == length;
    }

    /**
     * The number.
     *
     * @throws GraphException if the dimension is symbolic
     */
    public long fixed() {
        if (!isFixed()) {
            throw new GraphException("The dimension " + this + " is not fixed");
        }
        return terms.getOrDefault(Monomial.ONE, 0L);
    }

    /** The symbol's name, where the dimension is one bare symbol. */
    public Optional<String> symbolName() {
        if (terms.size() == 1 && terms.firstEntry().getValue() == 1) {
            List<Atom> atoms = terms.firstKey().atoms();
            if (atoms.size() == 1 && atoms.get(0) instanceof Atom.Symbol s) {
                return Optional.of(s.name());
            }
        }
        return Optional.empty();
    }

    /** The length once the symbols are known. */
    public long evaluate(Map<String, Long> symbols) {
        long sum = 0;
        for (Map.Entry<Monomial, Long> term : terms.entrySet()) {
            long product = term.getValue();
            for (Atom atom : term.getKey().atoms()) {
                product = Math.multiplyExact(product, evaluate(atom, symbols));
            }
            sum = Math.addExact(sum, product);
        }
        return sum;
    }

    private static long evaluate(Atom atom, Map<String, Long> symbols) {
        if (atom instanceof Atom.FloorDiv d) {
            return Math.floorDiv(d.numerator().evaluate(symbols), d.divisor());
        }
        Long value = symbols.get(atom.toString());
        if (value == null) {
            throw new GraphException("No value for the dimension '" + atom + "', known are " + symbols.keySet());
        }
        return value;
    }

    Map<Monomial, Long> terms() {
        return Collections.unmodifiableMap(terms);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Dim d && terms.equals(d.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** The formula, as it stands in {@code dim_param}: {@code 2*T + 1}. */
    @Override
    public String toString() {
        if (isFixed()) {
            return Long.toString(fixed());
        }
        StringBuilder text = new StringBuilder();
        terms.descendingMap().forEach((m, f) -> {
            long size = Math.abs(f);
            if (text.isEmpty()) {
                text.append(f < 0 ? "-" : "");
            } else {
                text.append(f < 0 ? " - " : " + ");
            }
            if (m.atoms().isEmpty()) {
                text.append(size);
            } else {
                text.append(size == 1 ? "" : size + "*").append(m);
            }
        });
        return text.toString();
    }
}
