package io.github.osgnet4j.data.prepare;

import java.math.BigInteger;
import java.util.List;

/**
 * Which windows a training split keeps. Validation and test splits are never cleaned: their metrics count every query.
 */
public enum WindowRule {
    /**
     * OSGNet's rows, {@code timestamps} = [[start, end], ...]: a row goes if start == end as doubles. A reversed window stays. No script is
     * public; the rule gives the released files.
     */
    OSGNET {
        @Override
        Verdict judge(Place row) {
            List<Place> windows = row.at(TIMESTAMPS).elements();
            if (windows.isEmpty()) {
                throw row.at(TIMESTAMPS).expected("[[start, end]]");
            }
            boolean empty = windows.stream()
                    .map(Place::window)
                    .allMatch(window -> window.get(0).value() == window.get(1).value());
            return empty ? Verdict.NO_LENGTH : Verdict.KEPT;
        }
    },

    /**
     * CONE's rows of Ego4D, {@code timestamps} = [start, end] and {@code clip_video_start_end}; {@code pre_filtering_ego4d} of CONE's
     * {@code data/process_train_split.py}.
     */
    CONE_EGO4D {
        @Override
        Verdict judge(Place row) {
            List<PythonNumber> clip = row.at("clip_video_start_end").window();
            PythonNumber duration = clip.get(1).minus(clip.get(0));
            List<PythonNumber> window = row.at(TIMESTAMPS).window();
            PythonNumber start = window.get(0);
            PythonNumber end = window.get(1);
            PythonNumber last = PythonNumber.of(duration.value() * 479.895 / 480);
            if (start.compareTo(duration) >= 0 || start.compareTo(last) >= 0) {
                return Verdict.STARTS_AFTER_THE_END;
            } else if (start.compareTo(end) == 0) {
                return Verdict.NO_LENGTH;
            }
            boolean whole = start.compareTo(TWO_MINUTES) < 0 && end.compareTo(duration.minus(ONE_MINUTE)) > 0;
            return whole ? Verdict.NO_NEGATIVE_WINDOW : Verdict.KEPT;
        }
    },

    /** CONE's rows of MAD, {@code timestamps} = [start, end]; {@code pre_filtering_mad} of the same script. */
    CONE_MAD {
        @Override
        Verdict judge(Place row) {
            PythonNumber duration = row.at("duration").number();
            List<PythonNumber> window = row.at(TIMESTAMPS).window();
            PythonNumber start = window.get(0);
            if (start.compareTo(PythonNumber.ZERO) < 0) {
                return Verdict.STARTS_BEFORE_ZERO;
            } else if (start.compareTo(duration) >= 0) {
                return Verdict.STARTS_AFTER_THE_END;
            }
            return start.compareTo(window.get(1)) == 0 ? Verdict.NO_LENGTH : Verdict.KEPT;
        }
    };

    private static final String TIMESTAMPS = "timestamps";
    private static final PythonNumber TWO_MINUTES = PythonNumber.of(BigInteger.valueOf(120));
    private static final PythonNumber ONE_MINUTE = PythonNumber.of(BigInteger.valueOf(60));

    /** What becomes of a row. */
    enum Verdict {
        KEPT(""),
        NO_LENGTH("rows whose window has no length"),
        STARTS_BEFORE_ZERO("rows whose window starts before 0"),
        STARTS_AFTER_THE_END("rows whose window starts at the end or after it"),
        NO_NEGATIVE_WINDOW("rows whose window leaves no other one in the clip"),
        EXCLUDED("rows of excluded videos");

        private final String reason;

        Verdict(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    abstract Verdict judge(Place row);
}
