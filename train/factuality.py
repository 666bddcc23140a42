#!/usr/bin/env python3
"""Trains the correction of the factuality: see README.md in this folder.

    factuality.py --features build/demarche-factuality-features --model MODEL --lexicon LEXICON --data FOLDER \
        [--work FOLDER] -o data/weights/factuality.bin

FOLDER holds NAME_train.jsonl (or .jsonl.gz) and, to report on, NAME_dev.jsonl for the four collections: sentences
{id, text, targets: [{span, label}]}, spans in code points, labels from -3 to 3. NumPy and SciPy are needed; the traits
come from the C code itself, so that training and use cannot differ.
"""
import argparse
import gzip
import json
import os

import numpy as np
import scipy.sparse as sparse

import learned
from learned import HIDDEN, softmax

COLLECTIONS = ("uw", "meantime", "uds_ih2", "cb")
NUMBER = np.array([0, -3, -2, -1, 0, 0, 1, 2, 3], np.float32)  # of the values, in the order of dm_fact
# The grades of a collection are brought this far towards the habits of the first one, so that a wrong guess of the
# genre costs little. Then they are spread downwards from a certain fact's mean grade: readers use the upper half of the
# scale only (what FactBank calls Uu has a mean of 1.2 in UW), and a record has seven values.
ALIGN, SPREAD, CERTAIN = 0.5, 1.5, 2.7


# ---------------------------------------------------------------- data

class Collection:
    """The predicates of a file of sentences as the features program wrote them, and their labels."""

    def __init__(self, a, number, part):
        self.number, self.name = number, COLLECTIONS[number]
        docs = read(os.path.join(a.data, f"{self.name}_{part}.jsonl"))
        folder = os.path.join(a.work, f"{self.name}_{part}")
        lines = "".join(json.dumps({"id": d["id"], "date": None, "text": d["text"]}) + "\n" for d in docs)
        learned.run_features(a, folder, lines)
        item = np.fromfile(os.path.join(folder, "items.bin"), "<i4").reshape(-1, 6)
        self.keys = np.fromfile(os.path.join(folder, "keys.bin"), "<u4")
        self.doc, self.begin, self.end, self.author, self.source, self.n_keys = item.T
        self.row, self.label = self.match(docs)

    def __len__(self):
        return len(self.doc)

    def match(self, docs):
        """For each target its predicate (-1: none) and its label: the same span, else the largest overlap, then the
        shortest."""
        first = np.searchsorted(self.doc, np.arange(len(docs) + 1))
        row, label = [], []
        for d, doc in enumerate(docs):
            for t in doc["targets"]:
                begin, end = t["span"]
                best = None
                for i in range(first[d], first[d + 1]):
                    b, e = self.begin[i], self.end[i]
                    overlap = min(end, e) - max(begin, b)
                    key = ((b, e) == (begin, end), overlap, b - e)
                    if overlap > 0 and (best is None or key > best[0]):
                        best = key, i
                row.append(best[1] if best else -1)
                label.append(t["label"])
        return np.array(row), np.array(label, np.float32)

    def traits(self, vocabulary):
        return learned.known_traits(self.keys, self.n_keys, vocabulary)


def read(path):
    with gzip.open(path + ".gz", "rt", encoding="utf-8") if os.path.exists(path + ".gz") else open(path) as f:
        return [json.loads(line) for line in f if line.strip()]


def vocabulary(collections, rows, least):
    keys = np.concatenate([c.keys[np.isin(np.repeat(np.arange(len(c)), c.n_keys), r)] for c, r in zip(collections, rows)])
    keys, count = np.unique(keys, return_counts=True)
    return keys[count >= least]


# ---------------------------------------------------------------- the nets

class Net:
    """One hidden layer over traits, one output for each collection; Adam."""

    def __init__(self, name, words, decay, seed=1):
        r = np.random.default_rng(seed)
        normal = lambda shape, size: (r.standard_normal(shape) * size).astype(np.float32)
        self.name, self.vocabulary, self.decay, self.steps = name, words, decay, 0
        k = len(COLLECTIONS)
        self.p = {"cell": normal((len(words), HIDDEN), 0.05), "bias": np.zeros(HIDDEN, np.float32),
                  "out": normal((HIDDEN, k), 0.3), "out_bias": np.zeros(k, np.float32)}
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}

    def scores(self, x):
        return np.maximum(x @ self.p["cell"] + self.p["bias"], 0) @ self.p["out"] + self.p["out_bias"]

    def step(self, x, slope, rate, drop, rng):
        """slope: from the scores of the rows to the gradient of the loss by them."""
        x = x.copy()
        x.data = (rng.random(x.nnz) >= drop).astype(np.float32) / np.float32(1 - drop)
        h = x @ self.p["cell"] + self.p["bias"]
        keep = ((rng.random(h.shape) >= drop) / (1 - drop)).astype(np.float32)
        a = np.maximum(h, 0) * keep
        e = slope(a @ self.p["out"] + self.p["out_bias"]).astype(np.float32)
        dh = (e @ self.p["out"].T) * keep * (h > 0)
        grad = {"out": a.T @ e + self.decay * self.p["out"], "out_bias": e.sum(0), "bias": dh.sum(0),
                "cell": x.T @ dh + self.decay * self.p["cell"]}
        self.steps += 1
        rate *= np.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)
        for k, g in grad.items():
            m, v = self.m[k], self.v[k]
            m += 0.1 * (g - m)
            v += 0.001 * (np.square(g) - v)
            self.p[k] -= np.float32(rate) * m / (np.sqrt(v) + 1e-8)

    def quantize(self):
        """Cells become signed bytes with one scale; in place, so that what is measured is what is used."""
        self.scale, self.bytes, self.p["cell"] = learned.quantized(self.p["cell"])

    def packed(self):
        return learned.packed(self.name, self.vocabulary, self.scale, self.bytes, self.p)


def train_grades(a, collections):
    """Each target teaches the output of its own collection, by squared error."""
    rows = [c.row[c.row >= 0] for c in collections]
    words = vocabulary(collections, rows, a.least)
    x = sparse.vstack([c.traits(words)[r] for c, r in zip(collections, rows)]).tocsr()
    y = np.concatenate([c.label[c.row >= 0] for c in collections])
    kind = np.repeat(np.arange(len(collections)), [len(r) for r in rows])
    weight = np.array(a.weights, np.float32)[kind]
    weight /= weight.mean()
    net, rng, batch = Net("factuality", words, a.decay), np.random.default_rng(1), 256
    for epoch in range(a.epochs):
        order = rng.permutation(len(y))
        for i in range(0, len(y), batch):
            b = order[i:i + batch]

            def slope(score):
                e = np.zeros_like(score)
                at = np.arange(len(b)), kind[b]
                e[at] = 2 * weight[b] * (score[at] - y[b]) / len(b)
                return e
            net.step(x[b], slope, 0.002 * (1 - 0.95 * (epoch + i / len(y)) / a.epochs), 0.2, rng)
    net.quantize()
    return net


def mean_by_document(c):
    docs, of = np.unique(c.doc, return_inverse=True)
    m = sparse.csr_matrix((np.ones(len(c), np.float32), (of, np.arange(len(c)))), (len(docs), len(c)))
    return sparse.diags(1 / np.asarray(m.sum(1)).ravel()).astype(np.float32) @ m, of


def train_genre(a, collections):
    """Which collection a text is from, by the mean of the scores of its predicates."""
    words = vocabulary(collections, [np.arange(len(c)) for c in collections], a.genre_least)
    x = [c.traits(words) for c in collections]
    mean = [mean_by_document(c)[0].tocsr() for c in collections]
    texts = [(k, d) for k, m in enumerate(mean) for d in range(m.shape[0])]
    share = np.array([m.shape[0] for m in mean])
    weight = np.minimum(share.sum() / len(mean) / share, 6).astype(np.float32)
    net, rng, batch = Net("factuality-genre", words, a.genre_decay), np.random.default_rng(2), 128
    for epoch in range(a.genre_epochs):
        order = rng.permutation(len(texts))
        for i in range(0, len(order), batch):
            b = [texts[j] for j in order[i:i + batch]]
            kinds = np.array([k for k, _ in b])
            parts, over, at = [], [], 0
            for k, d in b:
                r = mean[k][d]
                parts.append(x[k][r.indices])
                over.append(np.full(len(r.indices), 1 / len(r.indices), np.float32))
            of = np.repeat(np.arange(len(b)), [len(o) for o in over])
            m = sparse.csr_matrix((np.concatenate(over), (of, np.arange(len(of)))), (len(b), len(of)))

            def slope(score):
                p = softmax(m @ score)
                p[np.arange(len(b)), kinds] -= 1
                return m.T @ (p * weight[kinds][:, None] / len(b))
            net.step(sparse.vstack(parts).tocsr(), slope, 0.002 * (1 - 0.95 * epoch / a.genre_epochs), 0.2, rng)
    net.quantize()
    return net


# ---------------------------------------------------------------- all

def align(net, collections):
    """Brings the outputs onto one scale: see ALIGN above."""
    score = np.concatenate([net.scores(c.traits(net.vocabulary)) for c in collections])
    for k in range(1, len(COLLECTIONS)):
        slope, shift = np.polyfit(score[:, k], score[:, 0], 1)
        slope, shift = 1 + ALIGN * (slope - 1), ALIGN * shift
        net.p["out"][:, k] *= np.float32(slope)
        net.p["out_bias"][k] = np.float32(slope * net.p["out_bias"][k] + shift)
    net.p["out"] *= np.float32(SPREAD)
    net.p["out_bias"] = (CERTAIN - SPREAD * (CERTAIN - net.p["out_bias"])).astype(np.float32)


def report(grades, genre, tests):
    def r(c, value):
        said = np.where(c.row >= 0, value[c.row], 0)
        return float(np.corrcoef(said, c.label)[0, 1])
    for c in tests:
        mean, of = mean_by_document(c)
        share = softmax(mean @ genre.scores(c.traits(genre.vocabulary)))
        score = grades.scores(c.traits(grades.vocabulary))
        mixed = (share[of] * score).sum(1)
        print(f"{c.name}: rules {r(c, NUMBER[c.author]):.3f}, of the source {r(c, NUMBER[c.source]):.3f}; "
              f"own output {r(c, score[:, c.number]):.3f}, mixed {r(c, mixed):.3f}, as values "
              f"{r(c, np.clip(np.floor(mixed + 0.5), -3, 3)):.3f}; genre {(share.argmax(1) == c.number).mean():.2f}", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    p.add_argument("--features", required=True, help="the program demarche-factuality-features")
    p.add_argument("--model", required=True)
    p.add_argument("--lexicon", required=True)
    p.add_argument("--data", required=True, help="folder of the four collections")
    p.add_argument("--work", default="factuality.work", help="folder for traits (60 MB)")
    p.add_argument("--least", type=int, default=14, help="a trait must occur so often")
    p.add_argument("--epochs", type=int, default=20)
    p.add_argument("--decay", type=float, default=1e-3)
    p.add_argument("--weights", type=float, nargs=4, default=(1.5, 1.5, 0.8, 6), help="of the targets by collection")
    p.add_argument("--genre-least", type=int, default=200)
    p.add_argument("--genre-epochs", type=int, default=12)
    p.add_argument("--genre-decay", type=float, default=1e-3)
    p.add_argument("-o", "--output", required=True)
    a = p.parse_args()
    load = lambda part: [Collection(a, k, part) for k in range(len(COLLECTIONS))]
    collections = load("train")
    grades, genre = train_grades(a, collections), train_genre(a, collections)
    align(grades, collections)
    if os.path.exists(os.path.join(a.data, "uw_dev.jsonl")):
        report(grades, genre, load("dev"))
    learned.write(a.output, [grades, genre])
    print(a.output, os.path.getsize(a.output), "bytes;", len(grades.vocabulary), "and", len(genre.vocabulary), "traits")


if __name__ == "__main__":
    main()
