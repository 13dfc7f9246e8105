package io.github.osgnet4j.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParametersTest {

    private static double millions(List<Parameter> parameters, String... parts) {
        long n = parameters.stream()
                .filter(p ->
                        List.of(parts).contains(p.name().substring(0, p.name().indexOf('.'))))
                .mapToLong(Parameter::size)
                .sum();
        return Math.round(n / 1e5) / 10.0;
    }

    @Test
    void theFullSizeNetworkHasThePublishedNumberOfParameters() {
        List<Parameter> all = Parameters.of(Specs.nlqInternVideo());
        assertEquals(13.2, millions(all, "text_encoder"));
        assertEquals(13.2, millions(all, "obj_encoder"));
        assertEquals(57.8, millions(all, "video_encoder"));
        assertEquals(19.0, millions(all, "multiscale_encoder"));
        assertEquals(3.2, millions(all, "nlq_cls_head", "nlq_reg_head"));
        assertEquals(15.3, millions(all, "shot_aggregator", "txt_aggregator", "similarity_head"));
        assertEquals(121.6, Math.round(all.stream().mapToLong(Parameter::size).sum() / 1e5) / 10.0);
    }

    @Test
    void everyNameIsUnique() {
        List<Parameter> all = Parameters.of(Specs.of(24, 20, 16, 16, 2, 3, 64));
        assertEquals(all.size(), all.stream().map(Parameter::name).distinct().count());
    }

    @Test
    void decayActsOnWeightsOfLinearLayersConvolutionsAndEmbeddingsOnly() {
        Map<String, Parameter> all = Parameters.of(Specs.of(24, 20, 16, 16, 2, 3, 64)).stream()
                .collect(Collectors.toMap(Parameter::name, p -> p));
        assertTrue(all.get("video_encoder.1.0.mamba.in_proj.weight").decay());
        assertTrue(all.get("video_encoder.1.0.mamba.conv1d_b.weight").decay());
        assertTrue(all.get("shot_aggregator.querys.weight").decay());
        assertTrue(all.get("text_encoder.1.1.attn.query_conv.conv.weight").decay());
        assertFalse(all.get("video_encoder.1.0.mamba.A_log").decay());
        assertFalse(all.get("video_encoder.1.0.ln_obj.weight").decay());
        assertFalse(all.get("text_encoder.1.0.drop_path_attn.scale").decay());
        assertFalse(all.get("nlq_cls_head.cls_head.conv.bias").decay());
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
        NetworkSpec spec = Specs.of(24, 20, 16, 16, 1, 3, 64);
        assertEquals(WeightInitializer.initialize(spec, 7), WeightInitializer.initialize(spec, 7));
        assertFalse(WeightInitializer.initialize(spec, 7).equals(WeightInitializer.initialize(spec, 8)));
    }

    @Test
    void theScanStartsWithStepsBetweenOneThousandthAndOneTenth() {
        NetworkSpec spec = Specs.of(24, 20, 16, 64, 1, 3, 64);
        for (float b : WeightInitializer.initialize(spec, 1)
                .get("video_encoder.1.0.mamba.dt_proj.bias")
                .values()) {
            double step = Math.log1p(Math.exp(b));
            assertTrue(step > 0.000999 && step < 0.1001, "step " + step);
        }
    }
}
