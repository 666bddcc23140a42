"""What the nets of the scripts here share: src/lexicon/perceptron.h tells the form of their file."""
import os
import struct
import subprocess

import numpy as np

HIDDEN = 32


def softmax(x):
    p = np.exp(x - x.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def run_features(a, folder, lines, *more):
    """Lets the program of traits read documents, JSON Lines; what it writes is in the folder."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run([a.features, a.model, a.lexicon, folder, *more], input=lines.encode(), check=True)


def quantized(cell):
    """Cells as signed bytes with one scale: the scale, the bytes, and the cells that are used from then on."""
    scale = np.float32(max(np.quantile(np.abs(cell), 0.9999), 1e-6) / 127)
    small = np.clip(np.rint(cell / scale), -127, 127).astype(np.int8)
    return scale, small, small.astype(np.float32) * scale


def packed(name, words, scale, small, p, dense=None):
    """A net as it stands in the file; dense: weights of vectors, (vectors * width, hidden)."""
    f = lambda x: np.ascontiguousarray(x, "<f4").tobytes()
    vectors = 0 if dense is None else len(dense) // 96
    return (name.encode().ljust(24, b"\0") +
            struct.pack("<4If", len(words), HIDDEN, vectors, p["out"].shape[1], scale) +
            np.asarray(words, "<u4").tobytes() + small.tobytes() + (b"" if dense is None else f(dense)) +
            f(p["bias"]) + f(p["out"]) + f(p["out_bias"]))


def write(path, nets):
    with open(path, "wb") as f:
        f.write(b"dmnets\1\0" + struct.pack("<I", len(nets)) + b"".join(n.packed() for n in nets))


def known_traits(keys, n_keys, vocabulary):
    """Rows of examples, columns of the vocabulary: which traits each has."""
    import scipy.sparse as sparse  # not every script needs it
    at = np.searchsorted(vocabulary, keys)
    at[at == len(vocabulary)] = 0
    known = vocabulary[at] == keys
    row = np.repeat(np.arange(len(n_keys)), n_keys)[known]
    return sparse.csr_matrix((np.ones(len(row), np.float32), (row, at[known])), (len(n_keys), len(vocabulary)))
