"""Makes the files of this folder with Python's own libraries (numpy, torch, lmdb, pickle), for the tests to read."""
import argparse, collections, datetime, decimal, enum, glob, io, json, os, pathlib, pickle, shutil, struct, sys, zipfile, zlib

import lmdb
import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../../src/test/resources/golden")


def path(*names):
    p = os.path.join(HERE, *names)
    os.makedirs(os.path.dirname(p), exist_ok=True)
    return p


def npz():
    # Element i of every array is i - 4 (abs for unsigned, != 0 for bool), so that a test knows them all.
    n = np.arange(24) - 4
    arrays = {code: n.astype(code) for code in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "i1", "<i2", "<i4", "<i8", ">i4", ">i8"]}
    arrays |= {code: np.abs(n).astype(code) for code in ["u1", "<u2", "<u4", "<u8"]}
    arrays["bool"] = n != 0
    arrays["matrix"] = n.astype("<f4").reshape(4, 6)
    arrays["fortran2"] = np.asfortranarray(arrays["matrix"])
    arrays["fortran3"] = np.asfortranarray(n.astype("<f2").reshape(2, 3, 4))
    arrays["scalar"] = np.float64(-4)
    arrays["empty"] = np.zeros((0, 6), "<f4")
    np.savez(path("arrays.npz"), **arrays)
    np.savez_compressed(path("arrays_compressed.npz"), **arrays)
    zipfile.ZIP64_LIMIT = 1  # as if everything were larger than 4 GB
    np.savez(path("zip64.npz"), a=np.arange(3, dtype="<f4"), b=np.arange(3, 5, dtype="<f4"))
    zipfile.ZIP64_LIMIT = (1 << 31) - 1
    np.savez(path("objects.npz"), features=np.array([{"a": 1}, None], dtype=object))
    np.savez(path("strings.npz"), features=np.array(["a", "bc"]))


def checkpoints():
    base = torch.arange(24, dtype=torch.float32) - 4
    state = collections.OrderedDict()
    for name, dtype in dict(f32=torch.float32, f16=torch.float16, bf16=torch.bfloat16, f64=torch.float64, i64=torch.int64).items():
        state["module." + name] = base.to(dtype).reshape(4, 6)
    state["module.transposed"] = base.reshape(6, 4).t()  # shape (4, 6), strides (1, 4)
    state["module.tail"] = base.reshape(4, 6)[2:]  # storage offset 12
    state["module.corner"] = base.reshape(4, 6)[1:3, 2:5]
    state["module.expanded"] = torch.tensor([7.0]).expand(3, 2)
    state["module.scalar"] = torch.tensor(-4.0)
    state["module.empty"] = torch.zeros(0, 6)
    state["module.parameter"] = torch.nn.Parameter(base.reshape(4, 6))
    state._metadata = {"": {"version": 1}}
    ema = collections.OrderedDict((k, v) for k, v in state.items() if k == "module.f32")
    whole = {"epoch": 3, "state_dict": state, "state_dict_ema": ema, "best": np.float64(0.5), "size": torch.Size([2]),
             "optimizer": {"state": {0: {"step": 1, "exp_avg": base}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999)}]}}
    torch.save(whole, path("views.pth.tar"))
    torch.save(whole, path("views_legacy.pth.tar"), _use_new_zipfile_serialization=False)
    torch.save(collections.OrderedDict(a=base), path("bare.pth.tar"))
    torch.save([base], path("list.pth.tar"))
    with zipfile.ZipFile(path("bare.pth.tar")) as z, zipfile.ZipFile(path("big_endian.pth.tar"), "w") as out:
        for n in z.namelist():
            out.writestr(n, np.frombuffer(z.read(n), "<f4").astype(">f4").tobytes() if "/data/" in n else z.read(n))
        out.writestr(n.split("/")[0] + "/byteorder", "big")


def extras():
    """Plain weights beside objects of many classes, and frames of many kinds of dicts."""
    state = collections.OrderedDict(a=torch.arange(6, dtype=torch.float32).reshape(2, 3), b=torch.ones(2))
    more = dict(
        counter=collections.Counter("aab"), namespace=argparse.Namespace(lr=1, inner=argparse.Namespace(p=pathlib.PurePosixPath("/x"))),
        default=collections.defaultdict(list, a=[1]), set={1, "b"}, frozen=frozenset([(1, 2)]), keys={(1, 2): 3, b"k": 4, Color.RED: 5},
        path=pathlib.PurePosixPath("/x"), dtype=torch.float16, device=torch.device("cpu"), size=torch.Size([2]), color=Color.RED,
        date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), object=Keyword(1, 2), slots=Slots(), dict=Dict(a=1), list=List([1]),
        deque=collections.deque([1, 2], maxlen=3), decimal=decimal.Decimal("1.5"), function=os.path.join, slice=slice(1, 2), complex=1j,
        bytearray=bytearray(b"abc"), number=np.float64(2), text=np.str_("a"), time=np.datetime64("2024-01-01"), big=10**50,
        objects=np.array([{1: 2}, None], dtype=object), texts=np.array(["a", "bc"]), records=np.zeros(2, [("a", "f4"), ("b", "i4")]),
        generator=np.random.RandomState(1), module=torch.nn.Linear(2, 2), sparse=torch.eye(2).to_sparse(), complexes=torch.zeros(2, dtype=torch.complex64))
    for protocol in range(2, 6):
        torch.save({"extra": more, "epoch": 9, "state_dict": state}, path(f"extras_{protocol}.pth.tar"), pickle_protocol=protocol)
    for protocol in (2, 4):
        torch.save({"extra": more, "epoch": 9, "state_dict": state}, path(f"extras_legacy_{protocol}.pth.tar"), pickle_protocol=protocol,
                   _use_new_zipfile_serialization=False)
    torch.save({"state_dict": collections.OrderedDict(state, c=argparse.Namespace(lr=1))}, path("namespace_for_tensor.pth.tar"))
    frames = [collections.OrderedDict([(3, 0.5), (1, 0.25)]), None, collections.defaultdict(float, {7: 0.125}), collections.Counter({2: 4}),
              collections.OrderedDict(), collections.Counter(), {5: np.float32(1)}]
    for protocol in range(6):
        for name, value in dict(kinds=frames, namespace_frame=[{}, argparse.Namespace(a=1)]).items():
            with open(path(f"{name}_{protocol}.pickle"), "wb") as f:
                pickle.dump(value, f, protocol)


class Color(enum.Enum):
    RED = 1


class Slots:
    __slots__ = ("a",)

    def __init__(self):
        self.a = 1


class Dict(dict):
    pass


class List(list):
    pass


class Keyword(tuple):
    def __new__(cls, *values, **more):
        return tuple.__new__(cls, values)

    def __getnewargs_ex__(self):
        return tuple(self), {"a": 1}


def records():
    regions = [np.arange(6, dtype=np.float32).reshape(2, 3), None, np.asfortranarray(np.arange(6, dtype=np.float16).reshape(2, 3)),
               np.arange(3, dtype=">f8").reshape(1, 3), np.zeros((0, 3), np.float32)]
    frames = [{np.int64(3): np.float32(0.5), 1: 0.25, np.int32(-1): 1}, {}, {7: np.float64(0.125), 2: np.float16(0.75)}, []]
    for protocol in range(6):
        for name, value in dict(regions=regions, frames=frames).items():
            with open(path(f"{name}_{protocol}.pickle"), "wb") as f:
                pickle.dump(value, f, protocol)


def stores():
    def store(where, fill, **options):
        shutil.rmtree(path(where), ignore_errors=True)
        with lmdb.open(path(where), map_size=1 << 20, **options) as env:
            fill(env)
        for lock in glob.glob(path(where) + "-lock") + glob.glob(path(where, "lock.mdb") if os.path.isdir(path(where)) else ""):
            os.remove(lock)

    def values(env):
        with env.begin(write=True) as t:
            for i in range(60):
                t.put(b"key_%02d" % i, bytes([i]) * (i * 40))

    def named(env):
        with env.begin(write=True, db=env.open_db(b"features")) as t:
            t.put(b"a", b"1")

    if os.path.exists(path("single.mdb")):
        os.remove(path("single.mdb"))
    store("single.mdb", values, subdir=False)
    store("named_lmdb", named, max_dbs=1)
    store("empty_lmdb", lambda env: env.begin(write=True).commit())


def oracle():
    """What torch reads from the golden checkpoints: per file the CRC-32 of its tensors' names, shapes and float32 bytes, in order."""
    def digest(state):
        crc = 0
        for name, t in state.items():
            name = name[len("module."):] if name.startswith("module.") else name
            crc = zlib.crc32(f"{name} {list(t.shape)}\n".encode(), crc)
            crc = zlib.crc32(t.to(torch.float32).contiguous().numpy().astype("<f4").tobytes(), crc)
        return {"tensors": len(state), "crc": crc}

    def crc_of(file):
        with open(file, "rb") as b:
            return f"{zlib.crc32(b.read()):08x}"

    expected = {}
    for f in sorted(glob.glob(os.path.join(GOLDEN, "*", "*.pth.tar"))):
        checkpoint = torch.load(f, map_location="cpu")
        expected[crc_of(f)] = {"file": os.path.relpath(f, GOLDEN), "epoch": checkpoint["epoch"],
                               "state_dict": digest(checkpoint["state_dict"]),
                               "state_dict_ema": digest(checkpoint.get("state_dict_ema", {}))}
    write("checkpoints.json", expected)

    expected = {}
    for f in sorted(glob.glob(os.path.join(GOLDEN, "*", "features", "*", "data.mdb"))):
        with lmdb.open(os.path.dirname(f), readonly=True, lock=False) as env, env.begin() as t:
            crc = 0
            for key, value in t.cursor():
                crc = zlib.crc32(key, crc)
                crc = npz_digest(value, crc) if value[:2] == b"PK" else objects_digest(value, crc)
            expected[crc_of(f)] = {"file": os.path.relpath(f, GOLDEN), "entries": t.stat()["entries"], "crc": crc}
    write("stores.json", expected)


def npz_digest(value, crc):
    """Names, shapes and float32 values."""
    with np.load(io.BytesIO(value)) as arrays:
        for name in arrays.files:
            crc = zlib.crc32(f"{name} {list(arrays[name].shape)}\n".encode(), crc)
            crc = zlib.crc32(arrays[name].astype("<f4").tobytes(), crc)
    return crc


def objects_digest(value, crc):
    """Class ids and scores as doubles, frame by frame."""
    for frame in pickle.loads(value):
        crc = zlib.crc32(struct.pack("<d", len(frame)), crc)
        for class_id, score in frame.items():
            crc = zlib.crc32(struct.pack("<dd", class_id, score), crc)
    return crc


def write(name, value):
    with open(path(name), "w") as f:
        json.dump(value, f, indent=1)
        f.write("\n")


for make in (npz, checkpoints, extras, records, stores, oracle):
    make()
