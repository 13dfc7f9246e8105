package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Time and work by part. */
class ProfileTest {

    private static Profile profile(double overhead, NodeRun... nodes) {
        return Profile.of(List.of(new Trace("query", List.of(nodes), List.of(0L), Set.of())), overhead);
    }

    private static NodeRun node(String name, String operator, long micros, double flops) {
        return new NodeRun(name, operator, 0, micros, 0, flops);
    }

    @Test
    void nodesCountForThePartTheirModuleIsOf() {
        Profile profile = profile(
                0,
                node("video_encoder.0.0.convs.0.conv/Conv", "Conv", 1_000_000, 10),
                node("video_encoder.1.2.mlp.0/MatMul", "MatMul", 2_000_000, 20),
                node("obj_encoder.1.0.mlp.0/MatMul", "MatMul", 3_000_000, 30),
                node("text_encoder.1.0.mlp.0/MatMul", "MatMul", 4_000_000, 40),
                node("multiscale_encoder.0.1.mlp.0/MatMul", "MatMul", 5_000_000, 50),
                node("nlq_cls_head.head.0.conv/Conv", "Conv", 6_000_000, 60),
                node("nlq_reg_head.head.0.conv/Conv", "Conv", 7_000_000, 70),
                node("lengths/Add", "Add", 8_000_000, 0));
        assertEquals(
                Map.of(
                        Part.PROJECTION, 1.0,
                        Part.BLOCKS, 2.0,
                        Part.OBJECTS, 3.0,
                        Part.TEXT, 4.0,
                        Part.MULTISCALE, 5.0,
                        Part.HEADS, 13.0,
                        Part.OTHER, 8.0),
                profile.seconds());
        assertEquals(130, profile.work().of(Part.HEADS));
        assertEquals(280, profile.work().total());
        assertEquals(36, profile.total(), 1e-9);
    }

    @Test
    void theScanIsAPartOfItsOwn() {
        Profile profile = profile(0, node("video_encoder.1.2.mamba/Scan", "Scan", 1_000_000, 5));
        assertEquals(Map.of(Part.SCAN, 1.0), profile.seconds());
        assertEquals(5, profile.work().of(Part.SCAN));
    }

    @Test
    void fusedNodesWithoutANameBelongToWhatRanBeforeThem() {
        Profile profile = profile(
                0,
                node("obj_encoder.1.0.mlp.0/MatMul", "MatMul", 1_000_000, 10),
                node("BiasGelu_token_3", "BiasGelu", 1_000_000, 0),
                node("masks/Less", "Less", 1_000_000, 0),
                node("Transpose_token_7", "Transpose", 1_000_000, 0));
        assertEquals(Map.of(Part.OBJECTS, 2.0, Part.OTHER, 2.0), profile.seconds());
    }

    @Test
    void whatWritingDownTheBodyCostsIsTakenOff() {
        Profile profile = profile(1e-3, new NodeRun("video_encoder.1.0.mamba/Scan", "Scan", 0, 5_000_000, 2_000, 0));
        assertEquals(3.0, profile.seconds().get(Part.SCAN), 1e-9);
    }

    @Test
    void operatorsAndNodesAreListedByTime() {
        Profile twice = profile(
                0,
                node("a.1/MatMul", "MatMul", 1_000_000, 10),
                node("a.2/MatMul", "MatMul", 2_000_000, 20),
                node("a/Add", "Add", 2_500_000, 0));
        Profile average = twice.plus(twice).per(2);
        assertEquals(
                List.of(new Profile.Cost("MatMul", 2, 3, 30), new Profile.Cost("Add", 1, 2.5, 0)), average.operators());
        assertEquals(
                List.of("a/Add", "a.2/MatMul", "a.1/MatMul"),
                average.nodes().stream().map(Profile.Cost::name).toList());
    }

    @Test
    void theTimeOfAnUntracedRunIsSharedOutInTheSameProportions() {
        Profile profile = profile(
                0,
                node("nlq_cls_head.head.0.conv/Conv", "Conv", 1_000_000, 0),
                node("obj_encoder.1.0.mlp.0/MatMul", "MatMul", 3_000_000, 0));
        assertEquals(Map.of(Part.HEADS, 0.5, Part.OBJECTS, 1.5, Part.RANKING, 0.25), Split.of(profile, 2.25, 0.25));
    }
}
