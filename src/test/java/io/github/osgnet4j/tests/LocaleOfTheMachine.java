package io.github.osgnet4j.tests;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import java.io.PrintStream;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Methods of the JDK whose result depends on the default locale, because they take none or were given none. */
final class LocaleOfTheMachine {

    private static final Set<String> CASE = Set.of("toLowerCase", "toUpperCase");
    private static final Set<String> FORMAT = Set.of("format", "formatted", "printf");

    private static final Map<String, Set<String>> OTHERS = Map.ofEntries(
            Map.entry(
                    "java.text.NumberFormat",
                    Set.of(
                            "getInstance",
                            "getNumberInstance",
                            "getIntegerInstance",
                            "getPercentInstance",
                            "getCurrencyInstance",
                            "getCompactNumberInstance")),
            Map.entry("java.text.DecimalFormat", Set.of("<init>", "getInstance")),
            Map.entry("java.text.DecimalFormatSymbols", Set.of("<init>", "getInstance")),
            Map.entry("java.text.SimpleDateFormat", Set.of("<init>")),
            Map.entry(
                    "java.text.DateFormat",
                    Set.of("getInstance", "getDateInstance", "getTimeInstance", "getDateTimeInstance")),
            Map.entry("java.text.MessageFormat", Set.of("<init>", "format")),
            Map.entry("java.text.Collator", Set.of("getInstance")),
            Map.entry(
                    "java.time.format.DateTimeFormatter",
                    Set.of("ofPattern", "ofLocalizedDate", "ofLocalizedTime", "ofLocalizedDateTime")),
            Map.entry("java.util.Formatter", Set.of("<init>", "format")),
            Map.entry("java.util.Scanner", Set.of("<init>")),
            Map.entry("java.util.Locale", Set.of("getDefault")));

    private LocaleOfTheMachine() {}

    static boolean decides(AccessTarget target) {
        if (!(target instanceof CodeUnitAccessTarget method)) {
            return false;
        }
        List<String> parameters = method.getRawParameterTypes().stream()
                .map(type -> type.getName())
                .toList();
        if (parameters.contains("java.util.Locale") || parameters.contains("java.text.DecimalFormatSymbols")) {
            return false;
        }
        String owner = target.getOwner().getName();
        String name = target.getName();
        boolean text = owner.equals("java.lang.String") && (FORMAT.contains(name) || CASE.contains(name));
        boolean stream = FORMAT.contains(name)
                && (owner.equals("java.io.Console")
                        || target.getOwner().isAssignableTo(java.io.PrintWriter.class)
                        || target.getOwner().isAssignableTo(PrintStream.class));
        return text || stream || OTHERS.getOrDefault(owner, Set.of()).contains(name);
    }

    /** What the rule must find, by call and by reference. */
    static final class Offender {

        private Offender() {}

        static List<Object> offend(PrintStream out, double x) {
            UnaryOperator<String> lower = String::toLowerCase;
            out.printf("%f", x);
            return List.of(
                    lower,
                    String.format("%f", x),
                    "%f".formatted(x),
                    "x".toUpperCase(),
                    NumberFormat.getInstance(),
                    new SimpleDateFormat("yyyy"),
                    DateTimeFormatter.ofPattern("yyyy"),
                    Locale.getDefault(),
                    String.format(Locale.ROOT, "%f", x));
        }
    }
}
