package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleSettingTest {

    private static final List<Window> FIRST = List.of(new Window(0, 10, 0.9));
    private static final List<Window> THIRD = List.of(new Window(40, 50, 0.8));

    @Test
    void aModelWithoutAnAnswerTakesItsWeightWithIt() {
        EnsembleSetting setting = new EnsembleSetting(EnsembleOptions.defaults(), List.of(1.0, 5.0, 2.0));

        assertEquals(
                Ensemble.merge(List.of(FIRST, THIRD), List.of(1.0, 2.0), setting.options()),
                setting.merge(List.of(FIRST, List.of(), THIRD)));
    }

    @Test
    void equalModelsCountOne() {
        EnsembleSetting equal = EnsembleSetting.equal(3);

        assertEquals(new EnsembleSetting(EnsembleOptions.defaults(), List.of(1.0, 1.0, 1.0)), equal);
        EnsembleOptions fused = new EnsembleOptions(EnsembleMethod.WBF, ScoreScale.Unit.RANK, 0.7);
        assertEquals(new EnsembleSetting(fused, List.of(1.0, 1.0, 1.0)), equal.with(fused));
    }

    @Test
    void theHighestWeightIsOne() {
        EnsembleSetting setting = new EnsembleSetting(EnsembleOptions.defaults(), List.of(1.0, 0.5));

        assertEquals(List.of(1.0, 0.25), setting.with(0, 2).weights());
        assertEquals(List.of(0.5, 1.0), setting.with(1, 2).weights());
        assertEquals(List.of(0.0, 1.0), setting.with(0, 0).weights());
        assertEquals(List.of(0.0, 0.0), setting.with(0, 0).with(1, 0).weights());
    }
}
