package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.Head;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.ShotBranch;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import io.github.osgnet4j.network.Parameter.Constant;
import io.github.osgnet4j.network.Parameter.Initial;
import io.github.osgnet4j.network.Parameter.InverseSoftplusStep;
import io.github.osgnet4j.network.Parameter.LogOneToN;
import io.github.osgnet4j.network.Parameter.StandardNormal;
import io.github.osgnet4j.network.Parameter.Uniform;
import java.util.ArrayList;
import java.util.List;

/** Every parameter of a network, in the order of the network's parts: names and shapes of the official state dict. */
public final class Parameters {

    private static final float DROP_PATH_SCALE = 1e-4f;
    /** Class logits start at this probability ({@code prior_prob}). */
    private static final double PRIOR = 0.01;

    private final List<Parameter> list = new ArrayList<>();

    private Parameters() {}

    /** The parameters a spec asks for, those of the shot branch included where it has one. */
    public static List<Parameter> of(NetworkSpec spec) {
        Parameters p = new Parameters();
        p.text(spec.text());
        p.objects(spec.objects());
        p.video(spec.video());
        p.multiscale(spec);
        p.head("nlq_cls_head", "cls_head", spec.classification(), spec.classes(), -Math.log((1 - PRIOR) / PRIOR));
        p.head("nlq_reg_head", "offset_head", spec.regression(), 2, 0);
        for (int i = 0; i < spec.levels(); i++) {
            p.add("nlq_reg_head.scale." + i + ".scale", false, new Constant(1));
        }
        spec.shots().ifPresent(p::shots);
        return List.copyOf(p.list);
    }

    private void text(NetworkSpec.TextEncoder spec) {
        projection("text_encoder.0", spec.projection());
        for (int i = 0; i < spec.transformer().blocks(); i++) {
            transformer("text_encoder.1." + i, spec.transformer());
        }
    }

    private void objects(NetworkSpec.ObjectEncoder spec) {
        projection("obj_encoder.0", spec.projection());
        int c = spec.channels();
        for (int i = 0; i < spec.blocks(); i++) {
            String block = "obj_encoder.1." + i;
            norm(block + ".ln2", c);
            convolutionalAttention(block + ".cross_attn", c, 3, 3);
            add(block + ".ln3.weight", false, new Constant(1), 1, 1, c, 1);
            add(block + ".ln3.bias", false, new Constant(0), 1, 1, c, 1);
            norm(block + ".ln4", c);
            mlp(block + ".mlp", c, spec.hidden(), c);
            dropPaths(block, c, spec.dropPath(), "attn", "mlp");
        }
    }

    private void video(NetworkSpec.VideoEncoder spec) {
        projection("video_encoder.0", spec.projection());
        int c = spec.channels();
        for (int i = 0; i < spec.blocks(); i++) {
            String block = "video_encoder.1." + i;
            norm(block + ".ln_mamba", c);
            mamba(block + ".mamba", spec);
            norm(block + ".ln1", c);
            mlp(block + ".mamba_mlp", c, 4 * c, c);
            norm(block + ".ln3", c);
            attention(block + ".cross_attn", c);
            norm(block + ".ln2", c);
            mlp(block + ".mlp", c, spec.hidden(), c);
            dropPaths(block, c, spec.dropPath(), "mamba", "attn", "mlp");
            if (spec.objectBranch()) {
                norm(block + ".ln_obj", c);
                attention(block + ".obj_attn", c);
                norm(block + ".ln_obj_mlp", c);
                mlp(block + ".obj_mlp", c, spec.hidden(), c);
                norm(block + ".ln_gate_mlp", 2 * c);
                mlp(block + ".gate_mlp", 2 * c, spec.hidden(), c);
                dropPaths(block, c, spec.dropPath(), "obj_mlp");
            }
        }
    }

    private void mamba(String name, NetworkSpec.VideoEncoder spec) {
        int c = spec.channels();
        int d = spec.innerChannels();
        int n = spec.stateSize();
        int r = spec.stepRank();
        int k = spec.scanKernel();
        add(name + ".in_proj.weight", true, fanIn(c), 2 * d, c);
        for (String direction : List.of("", "_b")) {
            add(name + ".A" + direction + "_log", false, new LogOneToN(), d, n);
            add(name + ".D" + direction, false, new Constant(1), d);
            add(name + ".conv1d" + direction + ".weight", true, fanIn(k), d, 1, k);
            add(name + ".conv1d" + direction + ".bias", false, fanIn(k), d);
            add(name + ".x_proj" + direction + ".weight", true, fanIn(d), r + 2 * n, d);
            add(name + ".dt_proj" + direction + ".weight", true, fanIn(r), d, r);
            // Only the forward direction's steps are initialised specially in the official Mamba fork.
            add(
                    name + ".dt_proj" + direction + ".bias",
                    false,
                    direction.isEmpty() ? new InverseSoftplusStep() : fanIn(r),
                    d);
        }
        add(name + ".out_proj.weight", true, fanIn(d), c, d);
    }

    private void multiscale(NetworkSpec spec) {
        Transformer transformer = spec.multiscale().transformer();
        for (int i = 0; i < transformer.blocks(); i++) {
            transformer("multiscale_encoder.0." + i, transformer);
        }
        if (spec.multiscale().norm()) {
            for (int i = 0; i < spec.levels(); i++) {
                norm("multiscale_encoder.1.0.fpn_norms." + i, transformer.channels());
            }
        }
    }

    private void head(String name, String predictor, Head spec, int outputs, double bias) {
        for (int i = 0; i < spec.layers() - 1; i++) {
            int in = i == 0 ? spec.in() : spec.hidden();
            maskedConv(name + ".head." + i, in, spec.hidden(), spec.kernel(), !spec.norm());
            if (spec.norm()) {
                norm(name + ".norm." + i, spec.hidden());
            }
        }
        int c = spec.hidden();
        add(name + "." + predictor + ".conv.weight", true, fanIn(c * spec.kernel()), outputs, c, spec.kernel());
        add(name + "." + predictor + ".conv.bias", false, new Constant((float) bias), outputs);
    }

    private void shots(ShotBranch spec) {
        qformer("shot_aggregator", spec.shot());
        qformer("txt_aggregator", spec.text());
        similarity("similarity_head.x_mlp", spec.textChannels(), spec.channels());
        similarity("similarity_head.y_mlp", spec.shotChannels(), spec.channels());
    }

    private void qformer(String name, QFormer spec) {
        int c = spec.channels();
        for (int i = 0; i < spec.blocks(); i++) {
            String block = name + ".qformers." + i;
            convolutionalAttention(block + ".self_mixer", c, 3, 3);
            if (spec.crossHeads() > 0) {
                attention(block + ".cross_mixer", c);
                norm(block + ".ln3", c);
            }
            maskedConv(block + ".ffn.convs.0", c, 4 * c, 1, true);
            maskedConv(block + ".ffn.convs.1", 4 * c, c, 1, true);
            norm(block + ".ln1", c);
            norm(block + ".ln2", c);
            dropPaths(block, c, spec.dropPath(), "attn", "mlp");
        }
        add(name + ".querys.weight", true, new StandardNormal(), c, spec.queries());
        maskedConv(name + ".fc.convs.0", c, c, spec.queries(), true);
    }

    private void similarity(String name, int in, int channels) {
        maskedConv(name + ".convs.0", in, 4 * channels, 1, false);
        maskedConv(name + ".convs.1", 4 * channels, channels, 1, false);
        norm(name + ".norms.0", 4 * channels);
        norm(name + ".norms.1", channels);
    }

    private void transformer(String name, Transformer spec) {
        int c = spec.channels();
        int kernel = spec.stride() > 1 ? spec.stride() + 1 : 3;
        norm(name + ".ln1", c);
        norm(name + ".ln2", c);
        convolutionalAttention(name + ".attn", c, kernel, kernel);
        mlp(name + ".mlp", c, spec.hidden(), c);
        dropPaths(name, c, spec.dropPath(), "attn", "mlp");
    }

    private void convolutionalAttention(String name, int c, int queryKernel, int keyKernel) {
        depthwise(name + ".query", c, queryKernel);
        depthwise(name + ".key", c, keyKernel);
        depthwise(name + ".value", c, keyKernel);
        attention(name, c);
    }

    private void depthwise(String name, int c, int kernel) {
        add(name + "_conv.conv.weight", true, fanIn(kernel), c, 1, kernel);
        norm(name + "_norm", c);
    }

    private void attention(String name, int c) {
        for (String role : List.of("key", "query", "value", "proj")) {
            pointwise(name + "." + role, c, c);
        }
    }

    private void mlp(String name, int in, int hidden, int out) {
        pointwise(name + ".0", in, hidden);
        pointwise(name + ".3", hidden, out);
    }

    private void projection(String name, Projection spec) {
        for (int i = 0; i < spec.count(); i++) {
            for (int j = 0; j < spec.layers(); j++) {
                int in = j == 0 ? spec.in() : spec.hidden();
                int out = j == spec.layers() - 1 ? spec.out() : spec.hidden();
                maskedConv(name + "." + i + ".convs." + j, in, out, spec.kernel(), !spec.norm());
                if (spec.norm()) {
                    norm(name + "." + i + ".norms." + j, out);
                }
            }
        }
    }

    private void maskedConv(String name, int in, int out, int kernel, boolean bias) {
        add(name + ".conv.weight", true, fanIn(in * kernel), out, in, kernel);
        if (bias) {
            add(name + ".conv.bias", false, new Constant(0), out);
        }
    }

    private void pointwise(String name, int in, int out) {
        add(name + ".weight", true, fanIn(in), out, in, 1);
        add(name + ".bias", false, fanIn(in), out);
    }

    private void norm(String name, int c) {
        add(name + ".weight", false, new Constant(1), 1, c, 1);
        add(name + ".bias", false, new Constant(0), 1, c, 1);
    }

    private void dropPaths(String block, int c, double probability, String... branches) {
        if (probability > 0) {
            for (String branch : branches) {
                add(block + ".drop_path_" + branch + ".scale", false, new Constant(DROP_PATH_SCALE), 1, c, 1);
            }
        }
    }

    private static Uniform fanIn(int n) {
        return new Uniform(1 / Math.sqrt(n));
    }

    private void add(String name, boolean decay, Initial initial, long... shape) {
        list.add(new Parameter(name, shape, decay, initial));
    }
}
