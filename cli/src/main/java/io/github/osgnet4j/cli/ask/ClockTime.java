package io.github.osgnet4j.cli.ask;

import java.util.Locale;

/** Seconds as clocks show them. */
public final class ClockTime {

    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private ClockTime() {}

    /** Such as {@code 2:05.3}, or {@code 1:02:05.3} from an hour on. */
    public static String of(double seconds) {
        long tenths = Math.round(seconds * 10);
        long whole = tenths / 10;
        String rest = String.format(Locale.ROOT, "%02d.%d", whole % MINUTE, tenths % 10);
        return whole < HOUR
                ? whole / MINUTE + ":" + rest
                : String.format(Locale.ROOT, "%d:%02d:%s", whole / HOUR, whole / MINUTE % MINUTE, rest);
    }

    /** Such as {@code 00:02:05,300}, with a mark before the thousandths. */
    static String ofSubtitle(double seconds, char mark) {
        long millis = Math.round(seconds * 1000);
        long whole = millis / 1000;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                whole / HOUR,
                whole / MINUTE % MINUTE,
                whole % MINUTE,
                mark,
                millis % 1000);
    }
}
