"""Writes X_sampled.json.gz in place of each large X.npz or X.pth.tar named: of every tensor its size, norm and largest magnitude,
and every step-th element in row-major order, 256 or more (all, if it has fewer), as float32 in base64.

The step has no factor in common with the tensor's size, so that the sample wanders through all rows, columns and taps.

    python3 sample.py goal/golden/gradients_step0.npz ...
"""

import base64
import gzip
import json
import math
import os
import re
import sys

import numpy as np

AT_LEAST = 256


def tensors(path):
    if path.endswith(".npz"):
        with np.load(path) as file:
            return {name: file[name] for name in file.files}
    import torch

    return {name: value.numpy() for name, value in torch.load(path, map_location="cpu")["state_dict"].items()}


def sample(tensor):
    values = tensor.astype("<f4").ravel()
    step = max(k for k in range(1, max(1, values.size // AT_LEAST) + 1) if math.gcd(k, values.size) == 1)
    return {
        "size": values.size,
        "norm": float(np.linalg.norm(values.astype("<f8"))),
        "largest": float(np.abs(values).max()),
        "step": step,
        "values": base64.b64encode(values[::step].tobytes()).decode(),
    }


for path in sys.argv[1:]:
    sampled = {name: sample(tensor) for name, tensor in tensors(path).items()}
    target = re.sub(r"\.(npz|pth\.tar)$", "_sampled.json.gz", path)
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(json.dumps(sampled, indent=0).encode())
    os.remove(path)
