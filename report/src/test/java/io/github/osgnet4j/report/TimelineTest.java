package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static List<String> bars(QueryOutcome outcome, String kind) {
        return Pattern.compile("<rect class=\"" + kind + "\" x=\"(.*?)\" y=\".*?\" width=\"(.*?)\"")
                .matcher(Timeline.of(outcome).html())
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
    }

    @Test
    void barsLieWhereTheirSecondsAre() {
        QueryOutcome outcome = Outcomes.of(10, 20, new Window(30, 45, 0.5), new Window(0, 100, 0.4));
        assertEquals(List.of("100.00 100.00"), bars(outcome, "truth"));
        assertEquals(List.of("300.00 150.00"), bars(outcome, "first"));
        assertEquals(List.of("0.00 1000.00"), bars(outcome, "window"));
    }

    @Test
    void aWindowOfNoLengthOrOutsideTheClipCanBeSeen() {
        QueryOutcome outcome =
                Outcomes.of(10, 20, new Window(100, 100, 0.5), new Window(-50, -40, 0.4), new Window(500, 900, 0.4));
        assertEquals(List.of("997.00 3.00"), bars(outcome, "first"));
        assertEquals(List.of("0.00 3.00", "997.00 3.00"), bars(outcome, "window"));
    }

    @Test
    void anAnswerBeyondTheClipMakesTheLineLonger() {
        assertEquals(List.of("500.00 500.00"), bars(Outcomes.of(100, 200), "truth"));
    }
}
