#!/usr/bin/env python3
"""Times one query of the official OSGNet network on a GPU, on random features and with random weights.

Needs the dependencies of the official code: PyTorch with CUDA, mamba-ssm, causal-conv1d, einops and its compiled NMS. Prints one
line and writes the figures as JSON.
"""

import argparse
import json
import statistics
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkout", required=True, help="folder of the official repository")
    parser.add_argument("--config", required=True, help="config in the official schema")
    parser.add_argument("--steps", type=int, default=900, help="feature steps of the video")
    parser.add_argument("--tokens", type=int, default=12, help="tokens of the query")
    parser.add_argument("--object-frames", type=float, default=0.2, help="fraction of the steps with an object")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--json", required=True, help="file to write")
    return parser.parse_args()


def refuse(message):
    print("official-bench: " + message)
    sys.exit(1)


def sample(torch, config, args):
    """One entry of the network's input list, in the form that the official dataset creates."""
    dataset = config["dataset"]
    model = config["model"]
    entry = {
        "video_id": "clip",
        "query_id": "query",
        "feats": torch.randn(dataset["input_vid_dim"], args.steps),
        "query_feats": torch.randn(dataset["input_txt_dim"], args.tokens),
        "segments": None,
        "fps": dataset["default_fps"],
        "duration": args.steps * dataset["feat_stride"] / dataset["default_fps"],
        "feat_stride": dataset["feat_stride"],
        "feat_num_frames": dataset["num_frames"],
    }
    if dataset.get("object_feat_dir"):
        channels = model["obj_encoder_cfg"][0]["layer_cfg"]["n_in"]
        seen = torch.rand(args.steps) < args.object_frames
        entry["object_feats"] = [torch.randn(1, channels) if s else None for s in seen.tolist()]
    return entry


def timed(torch, model, batch, runs):
    with torch.no_grad():
        for _ in range(3):
            model(batch)
        times = []
        for _ in range(runs):
            torch.cuda.synchronize()
            start = time.perf_counter()
            model(batch)
            torch.cuda.synchronize()
            times.append(time.perf_counter() - start)
    return times


def main():
    args = arguments()
    try:
        import torch
    except ImportError:
        refuse("PyTorch is not installed")
    if not torch.cuda.is_available():
        refuse("PyTorch " + torch.__version__ + " finds no GPU")
    sys.path.insert(0, args.checkout)
    try:
        from libs.core import load_config
        from libs.modeling import make_meta_arch
    except ImportError as e:
        refuse("cannot load the official code: " + str(e))
    config = load_config(args.config)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    model = make_meta_arch(config["model_name"], **config["model"]).to("cuda:0").eval()
    times = timed(torch, model, [sample(torch, config, args)], args.runs)
    figures = {
        "torch": torch.__version__,
        "gpu": torch.cuda.get_device_name(0),
        "steps": args.steps,
        "runs": args.runs,
        "median_ms": 1e3 * statistics.median(times),
        "least_ms": 1e3 * min(times),
        "peak_bytes": torch.cuda.max_memory_allocated(),
    }
    with open(args.json, "w", encoding="utf-8") as out:
        json.dump(figures, out, indent=2)
    print(
        "%.1f ms per query (median of %d, float32 without TF32, %d steps), %.2f GB"
        % (figures["median_ms"], args.runs, args.steps, figures["peak_bytes"] / 1e9)
    )


if __name__ == "__main__":
    main()
