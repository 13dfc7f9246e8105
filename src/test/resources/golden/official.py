"""Computes with the official OSGNet code, on a CPU, what a golden set of corner cases holds.

    python3 official.py compute OSGNET SET   writes SET/golden anew from SET's config, data and checkpoint
    python3 official.py check OSGNET SET     compares what the official code computes with SET/golden
    python3 official.py shrink OSGNET SET    makes SET's network one of 8 channels for inference alone, and cuts its checkpoint to fit

OSGNET is a checkout of https://github.com/Yisen-Feng/OSGNet. It is not changed; what it imports and needs a GPU or plays no
part in inference is replaced below: the Mamba block by a scan written out step by step, its CUDA kernels, Triton's RMSNorm,
the T5 LayerNorm (looked up by the optimiser alone), the profiler and the tables. Its NMS is compiled from its own source.
Needs torch (1.13 is what the sets were made with), numpy, lmdb, einops, PyYAML and a C++ compiler.
"""

import collections
import contextlib
import glob
import json
import math
import os
import re
import shutil
import sys
import tempfile
import types

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


class Mamba(nn.Module):
    """Parameters as in VideoMamba's block with two directions; the forward pass is OSGNet's."""

    def __init__(self, d_model, d_state=16, d_conv=4, expand=2):
        super().__init__()
        d_inner = expand * d_model
        self.d_state, self.d_conv, self.dt_rank = d_state, d_conv, math.ceil(d_model / 16)
        self.use_fast_path = self.bimamba = True
        for name in ("A_log", "D", "A_b_log", "D_b"):
            shape = (d_inner, d_state) if name.startswith("A") else (d_inner,)
            setattr(self, name, nn.Parameter(torch.zeros(shape)))
        self.in_proj = nn.Linear(d_model, 2 * d_inner, bias=False)
        for direction in ("", "_b"):
            conv = nn.Conv1d(d_inner, d_inner, d_conv, groups=d_inner, padding=d_conv - 1)
            setattr(self, "conv1d" + direction, conv)
            setattr(self, "x_proj" + direction, nn.Linear(d_inner, self.dt_rank + 2 * d_state, bias=False))
            setattr(self, "dt_proj" + direction, nn.Linear(self.dt_rank, d_inner))
        self.out_proj = nn.Linear(d_inner, d_model, bias=False)


def scan(xz, conv_weight, conv_bias, x_proj, dt_proj, a, b, c, d, delta_bias, delta_softplus):
    """mamba_inner_fn_no_out_proj: (B, 2D, L) to (B, D, L)."""
    assert b is None and c is None and delta_softplus
    x, z = xz.chunk(2, dim=1)
    length, state = x.shape[-1], a.shape[1]
    x = F.silu(F.conv1d(x, conv_weight, conv_bias, padding=conv_weight.shape[-1] - 1, groups=x.shape[1])[..., :length])
    projected = x_proj @ x
    dt, b, c = projected.split([dt_proj.shape[1], state, state], dim=1)
    dt = F.softplus(dt_proj @ dt + delta_bias[:, None])
    h, out = x.new_zeros(x.shape[0], x.shape[1], state), []
    for t in range(length):
        h = torch.exp(dt[..., t, None] * a) * h + (dt[..., t] * x[..., t])[..., None] * b[:, None, :, t]
        out.append((h * c[:, None, :, t]).sum(-1))
    return (torch.stack(out, -1) + d[:, None] * x) * F.silu(z)


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def never(*_, **__):
    raise NotImplementedError


class Norm(nn.Module):
    pass


class Table:
    def __init__(self, rows, title=None):
        self.justify_columns, self.table = {}, str(rows)


def load(osgnet):
    """The official packages, over the stand-ins."""
    from torch.utils.cpp_extension import load as compile_extension

    for package in ("mamba_ssm.ops", "mamba_ssm.ops.triton", "transformers", "transformers.models",
                    "transformers.models.t5", "pandas", "prettytable"):
        stand_in(package, PrettyTable=Table)
    stand_in("pkg_resources")
    stand_in("mamba_ssm", Mamba=Mamba)
    stand_in("causal_conv1d", causal_conv1d_fn=never, causal_conv1d_update=never)
    stand_in("mamba_ssm.ops.selective_scan_interface", selective_scan_fn=never, mamba_inner_fn=never,
             bimamba_inner_fn=never, mamba_inner_fn_no_out_proj=scan)
    stand_in("mamba_ssm.ops.triton.layernorm", RMSNorm=Norm)
    stand_in("transformers.models.t5.modeling_t5", T5LayerNorm=Norm)
    stand_in("line_profiler", profile=lambda f: f)
    stand_in("terminaltables", AsciiTable=Table)
    stand_in("tqdm", tqdm=lambda items: items)
    sys.modules["nms_1d_cpu"] = compile_extension("nms_1d_cpu", [os.path.join(osgnet, "libs/utils/csrc/nms_cpu.cpp")])
    sys.path.insert(0, osgnet)


@contextlib.contextmanager
def copy_of(folder):
    """A copy to work in: LMDB writes its lock beside the data, and the config's paths are relative."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as copy:
        sets, name = os.path.split(folder)
        for each in {name, *re.findall(r"\.\./(\w+)/", open(os.path.join(folder, "config.yaml")).read())}:
            shutil.copytree(os.path.join(sets, each), os.path.join(copy, each))
        os.chdir(os.path.join(copy, name))
        try:
            yield
        finally:
            os.chdir(before)


def build():
    """The config in the working directory and its network without weights."""
    from libs.core import load_config
    from libs.modeling import make_meta_arch

    config = load_config("config.yaml", defaults={**load_config.__defaults__[0]})
    torch.manual_seed(0)
    return config, make_meta_arch(config["model_name"], **config["model"])


def compute():
    """All golden files of the set in the working directory: name to contents."""
    from libs.datasets import make_dataset
    from libs.datasets.data_utils import trivial_batch_collator
    from libs.utils import ReferringRecall, valid_one_epoch_nlq_singlegpu

    os.environ["LOCAL_RANK"] = "0"
    config, model = build()
    checkpoint = torch.load(glob.glob("*.pth.tar")[0], map_location="cpu")
    model.load_state_dict(checkpoint["state_dict"])
    model.to = lambda *_: model
    model.max_epoch = config["opt"]["epochs"] + config["opt"]["warmup_epochs"]
    data = make_dataset(config["dataset_name"], False, config["val_split"], **config["dataset"])
    loader = DataLoader(data, collate_fn=trivial_batch_collator, batch_size=1, shuffle=False)

    seen = {}
    queries = []
    predict, single, post, forward = model.predict_NLQ, model.inference_single_video, model.postprocessing, model.forward

    def predicting(*args):
        logits, offsets, masks = predict(*args)
        for i, level in enumerate(zip(logits, offsets, masks)):
            seen[f"cls_logits_{i}"], seen[f"offsets_{i}"], seen[f"mask_{i}"] = (v[0].numpy() for v in level)
        return logits, offsets, masks

    def inferring(*args):
        result = single(*args)
        seen.update({f"pre_nms_{k}": v.numpy() for k, v in result.items()})
        return result

    def postprocessing(results):
        results = post(results)
        seen.update({k: results[0][k].numpy() for k in ("segments", "scores", "labels")})
        return results

    def forwarding(videos, **kwargs):
        seen.clear()
        results = forward(videos, **kwargs)
        if "shots" in videos[0]:
            seen["shots"] = videos[0]["shots"].numpy()
        queries.append((videos[0]["query_id"], dict(seen)))
        return results

    model.predict_NLQ, model.inference_single_video = predicting, inferring
    model.postprocessing, model.forward = postprocessing, forwarding

    recall = ReferringRecall(dataset=config["track"], gt_file=config["dataset"]["json_file"])
    names = ["predictions.json", "predictions_noscore.json"]
    results = valid_one_epoch_nlq_singlegpu(
        loader, model, checkpoint["epoch"], evaluator=recall, output_file=["out_" + n for n in names])
    percent, _ = recall.evaluate(results, verbose=False)
    files = {n: open("out_" + n).read() for n in names}
    files["metrics.json"] = json.dumps(
        {"thresholds": [0.3, 0.5], "topK": [1, 5, 10], "recall_percent": percent.tolist()})
    for query, arrays in queries:
        if config["dataset"]["num_classes"] == 1:
            arrays = {k: v for k, v in arrays.items() if not k.endswith("labels")}
        files[query + ".npz"] = arrays
    return files


def shrink():
    """Narrows the network in the working directory. What else the config has smaller than the checkpoint is cut as well."""
    text = open("config.yaml").read()
    text = re.sub(r"\b(n_hidden|n_out|n_embd|feat_dim|input_dim|out_channel): (32|16)\b", r"\1: 8", text)
    text = re.sub(r"in_channels: \[[^]]+\]", lambda m: re.sub(r"\d+", "8", m[0]), text).replace("n_head: 4", "n_head: 2")
    text = re.sub(r"  vtm_heads_cfg:\n(    .*\n)+", "", text).replace("tasks: [NLQ, VTM]", "tasks: [NLQ]")
    open("config.yaml", "w").write(text)
    _, model = build()
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    file, = glob.glob("*.pth.tar")
    checkpoint = torch.load(file, map_location="cpu")
    checkpoint["state_dict"] = collections.OrderedDict(
        (name, cut(name, value, shapes[name])) for name, value in checkpoint["state_dict"].items() if name in shapes)
    assert set(checkpoint["state_dict"]) == set(shapes)
    # The legacy format takes 130 bytes a tensor, the zip 320.
    torch.save(checkpoint, file, _use_new_zipfile_serialization=False)


def cut(name, tensor, shape):
    """The first elements along every axis; linear maps are scaled up to what they give over fewer inputs."""
    part = tensor[tuple(map(slice, shape))].clone()
    if part.dim() > 1 and not re.search(r"norm|\bln|scale|A_|querys", name):
        part *= math.sqrt(math.prod(tensor.shape[1:]) / math.prod(shape[1:]))
    return part


def write(folder, files):
    golden = os.path.join(folder, "golden")
    shutil.rmtree(golden, ignore_errors=True)
    os.makedirs(golden)
    for name, contents in files.items():
        if isinstance(contents, str):
            with open(os.path.join(golden, name), "w") as file:
                file.write(contents)
        else:
            np.savez_compressed(os.path.join(golden, name), **contents)


def check(folder, files):
    """Prints by how much the set's files differ from what was computed; fails if they are not the same in kind."""
    golden = os.path.join(folder, "golden")
    stored = {os.path.basename(f) for f in glob.glob(golden + "/*")}
    stored = {f for f in stored if f in files or re.search(r"_\d+\.npz$", f)}
    assert stored == set(files), stored ^ set(files)
    worst, exact = 0.0, True
    for name in sorted(files):
        path = os.path.join(golden, name)
        if isinstance(files[name], str):
            same = open(path).read() == files[name]
            if not same:
                print("   ", name, "is not the same text")
            exact &= same
            continue
        with np.load(path) as expected:
            assert set(expected.files) == set(files[name]), set(expected.files) ^ set(files[name])
            for key, found in files[name].items():
                wanted = expected[key]
                assert wanted.shape == found.shape and wanted.dtype == found.dtype, (name, key, wanted.shape, found.shape)
                exact &= wanted.tobytes() == found.tobytes()
                if wanted.size:
                    worst = max(worst, float(np.abs(wanted.astype("f8") - found.astype("f8")).max()))
    print(folder, "bit for bit" if exact else f"largest difference {worst:.3g}")


if __name__ == "__main__":
    action, osgnet, folder = sys.argv[1], os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
    torch.set_num_threads(1)
    load(osgnet)
    if action == "shrink":
        os.chdir(folder)
        shrink()
    else:
        with copy_of(folder):
            computed = compute()
        (write if action == "compute" else check)(folder, computed)
