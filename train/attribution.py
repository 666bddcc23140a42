#!/usr/bin/env python3
"""Trains the attribution tagger: see README.md in this folder.

    attribution.py --features build/demarche-attribution-features --model MODEL --lexicon LEXICON --data train.jsonl.gz \
        [--held-out 0.1] [--work FOLDER] -o data/weights/attribution.bin

The data are articles as JSON Lines {id, text, attributions: [{source, cue, content: [[begin, end], ..]}]}, spans in
code points. NumPy and SciPy are needed; the traits come from the C code itself (demarche-attribution-features), so that training
and use cannot differ.
"""
import argparse
import gzip
import json
import os
import sys
import time

import numpy as np

import learned
from learned import HIDDEN

WIDTH, OUTSIDE = 96, 0xFFFFFFFF
NONE, SOURCE, CONTENT = 0, 1, 2
NOTHING, QUOTED, WHOLE = 0, 1, 2
SENTENCE = 100                       # kind of the examples that are whole sentences
VECTOR_SCALE = np.float32(2.0)       # brings the nlp layer's vectors to unit variance while training


# ---------------------------------------------------------------- data

def read_documents(paths):
    docs = []
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as f:
            docs += [json.loads(line) for line in f if line.strip()]
    return docs


class Examples:
    """What demarche-attribution-features wrote: one row of `item` for each example."""

    def __init__(self, folder):
        at = lambda name: os.path.join(folder, name)
        self.token = np.fromfile(at("tokens.bin"), "<u4").reshape(-1, 6).astype(np.int64)
        self.vectors = np.memmap(at("vectors.bin"), "<f4", "r").reshape(-1, WIDTH)
        self.item = np.fromfile(at("items.bin"), "<u4").reshape(-1, 12).astype(np.int64)
        self.keys = np.fromfile(at("keys.bin"), "<u4")
        self.doc, self.tok, self.head, self.begin, self.end = self.item[:, :5].T
        self.kind, self.level, self.n_keys = self.item[:, 5:8].T
        self.first = np.searchsorted(self.token[:, 0], np.arange(self.token[-1, 0] + 2))

    def __len__(self):
        return len(self.item)

    def first_keys(self):
        return self.keys[np.cumsum(self.n_keys) - self.n_keys]

    def vector_rows(self, rows, vectors):
        v = self.item[rows][:, 8:8 + vectors]
        return np.where(v == OUTSIDE, -1, v + self.first[self.doc[rows]][:, None])

    def dense(self, rows, vectors):
        at = self.vector_rows(rows, vectors)
        z = self.vectors[np.maximum(at, 0).ravel()].reshape(len(rows), vectors, WIDTH) * VECTOR_SCALE
        z[at < 0] = 0
        return z.reshape(len(rows), vectors * WIDTH)

    def traits(self, vocabulary):
        return learned.known_traits(self.keys, self.n_keys, vocabulary)


def extract(a, docs, folder, cues=None):
    os.makedirs(folder, exist_ok=True)
    more = [] if cues is None else [os.path.join(folder, "cues.bin")]
    if more:
        np.asarray(cues, "<u4").tofile(more[0])
    lines = "".join(json.dumps({k: d.get(k) for k in ("id", "date", "text")}) + "\n" for d in docs)
    learned.run_features(a, folder, lines, *more)
    return Examples(folder)


def gold_tokens(ex, docs):
    """The attributions of each document with their parts as sets of token numbers."""
    out = []
    for d, doc in enumerate(docs):
        t = ex.token[ex.first[d]:ex.first[d + 1]]

        def tokens(spans, words):
            found = set()
            for begin, end in spans:
                i = int(np.searchsorted(t[:, 2], begin, "right"))
                while i < len(t) and t[i, 1] < end:
                    if t[i, 3] or not words:
                        found.add(i)
                    i += 1
            return found
        out.append([{"source": tokens(x["source"], True), "cue": tokens(x["cue"], False),
                     "content": tokens(x["content"], True)} for x in doc["attributions"]])
    return out


# ---------------------------------------------------------------- the net

class Net:
    """One hidden layer over the traits that occur often enough and some vectors, trained with Adam."""

    def __init__(self, name, ex, rows, outputs, vectors, least, seed=1, only=None):
        """rows: which examples count. only: the first traits that may be known; by default they are like others."""
        r = np.random.default_rng(seed)
        keys, count = np.unique(ex.keys[np.repeat(rows, ex.n_keys)], return_counts=True)
        self.name, self.outputs, self.vectors = name, outputs, vectors
        known = count >= least
        if only is not None:
            first = np.isin(keys, ex.first_keys())
            known = known & ~first | np.isin(keys, only)
        self.vocabulary = keys[known]
        normal = lambda shape, size: (r.standard_normal(shape) * size).astype(np.float32)
        self.p = {"cell": normal((len(self.vocabulary), HIDDEN), 0.05), "bias": np.zeros(HIDDEN, np.float32),
                  "dense": normal((vectors * WIDTH, HIDDEN), 0.03), "out": normal((HIDDEN, outputs), HIDDEN ** -0.5),
                  "out_bias": np.zeros(outputs, np.float32)}
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.steps = 0

    def hidden(self, x, z):
        h = x @ self.p["cell"] + self.p["bias"]
        return h + z @ self.p["dense"] if self.vectors else h

    def scores(self, ex, batch=4096):
        x, out = ex.traits(self.vocabulary), []
        for i in range(0, len(ex), batch):
            rows = np.arange(i, min(i + batch, len(ex)))
            h = np.maximum(self.hidden(x[rows], ex.dense(rows, self.vectors)), 0)
            out.append(h @ self.p["out"] + self.p["out_bias"])
        return np.concatenate(out)

    def step(self, x, z, y, rate, drop, rng):
        h = self.hidden(x, z)
        keep = (rng.random(h.shape, np.float32) >= drop) / np.float32(1 - drop)
        a = np.maximum(h, 0) * keep
        p = a @ self.p["out"] + self.p["out_bias"]
        p = np.exp(p - p.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y] + 1e-9).sum()
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        dh = (p @ self.p["out"].T) * keep * (h > 0)
        grad = {"out": a.T @ p, "out_bias": p.sum(0), "bias": dh.sum(0), "cell": x.T @ dh}
        if self.vectors:
            grad["dense"] = z.T @ dh
        self.steps += 1
        rate *= np.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)
        for k, g in grad.items():
            m, v = self.m[k], self.v[k]
            m *= 0.9
            m += 0.1 * g
            v *= 0.999
            v += 0.001 * np.square(g)
            self.p[k] -= np.float32(rate) * m / (np.sqrt(v) + 1e-8)
        return loss

    def train(self, ex, rows, y, epochs, rate=0.002, drop=0.2, batch=256, seed=1, log=None):
        x, rng = ex.traits(self.vocabulary), np.random.default_rng(seed)
        for epoch in range(epochs):
            begun, loss, order = time.time(), 0, rng.permutation(rows)
            for i in range(0, len(order), batch):
                b = np.sort(order[i:i + batch])
                loss += self.step(x[b], ex.dense(b, self.vectors), y[b], rate * (1 - epoch / epochs), drop, rng)
            print(f"{self.name}: epoch {epoch + 1} loss {loss / len(rows):.4f} "
                  f"{log() if log else ''} ({time.time() - begun:.0f} s)", flush=True)

    def quantize(self):
        """Cells become signed bytes with one scale; done in place, so that what is tuned afterwards is what is used."""
        self.scale, self.bytes, self.p["cell"] = learned.quantized(self.p["cell"])

    def packed(self):
        return learned.packed(self.name, self.vocabulary, self.scale, self.bytes, self.p, self.p["dense"] * VECTOR_SCALE)


# ---------------------------------------------------------------- cues

def cue_labels(ex, gold):
    """1: head of a cue; 0: none; -1: left out (inside a content, where the annotators looked for no cues).
    Also the number of the gold attribution for every token of a cue, else -1."""
    y, of, number = np.zeros(len(ex), np.int64), np.full(len(ex), -1), 0
    first = np.searchsorted(ex.doc, np.arange(len(gold) + 1))
    heads = []
    for d, attributions in enumerate(gold):
        row = {int(t): first[d] + i for i, t in enumerate(ex.tok[first[d]:first[d + 1]])}
        t = ex.token[ex.first[d]:ex.first[d + 1]]
        for a in attributions:
            for x in a["content"]:
                if x in row:
                    y[row[x]] = -1
        for a in attributions:
            can = [x for x in sorted(a["cue"]) if x in row]
            for x in can:
                y[row[x]], of[row[x]] = 0, number
            top = [x for x in can if t[x, 4] not in a["cue"] or t[x, 4] == x] or can
            best = [x for x in top if t[x, 5] & 1] or top
            if best:
                heads.append((d, best[0], number))
            number += 1
    lookup = {(int(d), int(t)): i for i, (d, t) in enumerate(zip(ex.doc, ex.tok))}
    for d, tok, n in heads:
        y[lookup[d, tok]] = 1
    return y, of, number, heads


def best_threshold(margin, y, of, total):
    """The margin that gives the best F1 over cues, contents being perfect."""
    best = (0, 0)
    for threshold in np.arange(-2, 2.01, 0.1):
        said = (margin > threshold) & (y >= 0)
        hit = len(set(of[said & (of >= 0)]))
        f1 = 2 * hit / (said.sum() + total) if total else 0
        best = max(best, (f1, threshold))
    return best


def train_cues(a, ex, gold, test):
    y, of, total, heads = cue_labels(ex, gold)
    # the first trait is the word: known only of words that are cues now and then, for all others the C code skips
    # what is no verb
    words, count = np.unique(ex.first_keys()[y == 1], return_counts=True)
    net = Net("attribution-cue", ex, y >= 0, 2, a.cue_vectors, a.least, only=words[count >= a.least_cue])
    report = None
    if test:
        ty, tof, ttotal, _ = cue_labels(*test)
        report = lambda: "F1 %.4f at %.1f" % best_threshold(np.diff(net.scores(test[0]))[:, 0], ty, tof, ttotal)
    net.train(ex, np.flatnonzero(y >= 0), y, a.epochs, log=report)
    net.quantize()
    if test:
        print("quantized:", report())
    net.p["out_bias"][1] -= np.float32(a.cue_threshold)
    return net


# ---------------------------------------------------------------- sources and contents

def part_labels(ex, gold, heads):
    of = {(d, t): n for d, t, n in heads}
    flat = [x for g in gold for x in g]
    y = np.full(len(ex), -1)
    for i in np.flatnonzero(ex.kind != SENTENCE):
        d, c = int(ex.doc[i]), int(ex.tok[i])
        a = flat[of[d, c]]
        t = [x for x in range(ex.begin[i], ex.end[i]) if x != c and ex.token[ex.first[d] + x, 3]]
        if not t:
            continue
        source, content = sum(x in a["source"] for x in t), sum(x in a["content"] for x in t)
        y[i] = SOURCE if 2 * source > len(t) else CONTENT if 2 * content > len(t) else NONE
    return y


def train_parts(a, ex, gold, heads, test):
    y = part_labels(ex, gold, heads)
    net = Net("attribution-part", ex, y >= 0, 3, a.part_vectors, a.least)
    report = None
    if test:
        ty = part_labels(*test)
        size = test[0].end - test[0].begin

        def report():
            said, out = net.scores(test[0]).argmax(1), []
            for k in (SOURCE, CONTENT):
                w = size * (ty >= 0)
                out.append(2 * (w * ((said == k) & (ty == k))).sum() / (w * (said == k) + w * (ty == k)).sum())
            wrong = {(d, t) for d, t, bad in zip(test[0].doc, test[0].tok, (said != ty) & (ty >= 0)) if bad}
            return "tokens of sources %.4f, contents %.4f; whole %.4f" % (
                *out, 1 - len(wrong) / len(set(zip(test[0].doc, test[0].tok))))
    net.train(ex, np.flatnonzero(y >= 0), y, a.epochs, log=report)
    net.quantize()
    if test:
        print("quantized:", report())
    return net


# ---------------------------------------------------------------- contents over several sentences

def run_labels(ex, gold, heads):
    """What of the sentences before and after a cue's is its content, up to the first that is not."""
    of = {(d, t): n for d, t, n in heads}
    flat = [x for g in gold for x in g]
    y, rows = np.full(len(ex), -1), {}
    for i in np.flatnonzero(ex.kind == SENTENCE):
        rows.setdefault((int(ex.doc[i]), int(ex.tok[i]), int(ex.level[i]) > 128), []).append(i)
    for (d, c, after), steps in rows.items():
        content = flat[of[d, c]]["content"]
        for i in sorted(steps, key=lambda i: abs(int(ex.level[i]) - 128)):
            t = ex.token[ex.first[d] + ex.begin[i]:ex.first[d] + ex.end[i]]
            words = np.flatnonzero(t[:, 3]) + ex.begin[i]
            if not len(words):
                continue
            said = [x for x in words if x in content]
            quoted = [x for x in words if ex.token[ex.first[d] + x, 5] & 2]
            y[i] = WHOLE if 5 * len(said) >= 4 * len(words) else \
                QUOTED if quoted and 2 * len(set(said) & set(quoted)) > len(quoted) else \
                WHOLE if 2 * len(said) > len(words) else NOTHING
            if y[i] == NOTHING:
                break
    return y


def train_runs(a, ex, gold, heads, test):
    y = run_labels(ex, gold, heads)
    net = Net("attribution-run", ex, y >= 0, 3, a.run_vectors, a.least)
    report = None
    if test:
        ty = run_labels(*test)

        def report():
            said = net.scores(test[0]).argmax(1)
            hit = ((said == ty) & (ty > 0)).sum()
            return "F1 %.4f of %d" % (2 * hit / (((said > 0) & (ty >= 0)).sum() + (ty > 0).sum()), (ty > 0).sum())
    print("runs:", np.bincount(y[y >= 0]))
    net.train(ex, np.flatnonzero(y >= 0), y, a.epochs, log=report)
    net.quantize()
    return net


# ---------------------------------------------------------------- all

def main():
    p = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    p.add_argument("--features", required=True, help="the program demarche-attribution-features")
    p.add_argument("--model", required=True)
    p.add_argument("--lexicon", required=True)
    p.add_argument("--data", required=True, nargs="+", help="training articles")
    p.add_argument("--test", nargs="*", default=[], help="articles to report on while training")
    p.add_argument("--held-out", type=float, default=0, help="share of the training articles to report on instead")
    p.add_argument("--work", default="attribution.work", help="folder for traits (400 MB)")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--least", type=int, default=16, help="a trait must occur so often")
    p.add_argument("--least-cue", type=int, default=2, help="a word that is no verb must be a cue so often")
    p.add_argument("--cue-vectors", type=int, default=1)
    p.add_argument("--part-vectors", type=int, default=1)
    p.add_argument("--run-vectors", type=int, default=0)
    p.add_argument("--cue-threshold", type=float, default=0.0, help="log odds from which a cue is one")
    p.add_argument("-o", "--output", required=True)
    a = p.parse_args()
    docs, test_docs = read_documents(a.data), read_documents(a.test)
    if a.held_out:
        cut = int(len(docs) * (1 - a.held_out))
        docs, test_docs = docs[:cut], docs[cut:]

    def cue_examples(docs, name):
        ex = extract(a, docs, os.path.join(a.work, name + "-cues"))
        return ex, gold_tokens(ex, docs)

    def part_examples(docs, cues, name):
        heads = sorted(cue_labels(*cues)[3])
        return extract(a, docs, os.path.join(a.work, name + "-parts"), [h[:2] for h in heads]), cues[1], heads
    train, test = cue_examples(docs, "train"), cue_examples(test_docs, "test") if test_docs else None
    nets = [train_cues(a, *train, test)]
    parts = part_examples(docs, train, "train")
    test_parts = part_examples(test_docs, test, "test") if test else None
    nets += [train_parts(a, *parts, test_parts), train_runs(a, *parts, test_parts)]
    learned.write(a.output, nets)
    print(a.output, os.path.getsize(a.output), "bytes")


if __name__ == "__main__":
    main()
