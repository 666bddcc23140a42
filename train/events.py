#!/usr/bin/env python3
"""Trains the choice of an event's type (src/coding/choice.c).

    events.py --features build/demarche-events-features --model MODEL --lexicon LEXICON --gold FILE --tables data/lexicon \
        [--folds 10] [--work FOLDER] -o data/weights/events.bin

FILE: JSON Lines {id, text, gold_root, actor: {spans}, recipient: {spans}}, one event a sentence, as in PLV; spans in code
points. The examples of the frames are taught beside it. LEXICON is compiled without events.bin: the rules' own types are
wanted. With --folds the choice is also measured by cross-validation over the sentences. NumPy is needed; the traits come
from the C code itself, so that training and use cannot differ.
"""
import argparse
import glob
import json
import os

import numpy as np

import learned
from learned import HIDDEN, softmax

ORDER = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
NUMBER = {name: i + 1 for i, name in enumerate(ORDER.split())}
TYPES = "ACCUSE AGREE AID ASSAULT COERCE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST SANCTION SUPPORT THREATEN YIELD".split()
KEY_LEAST = 2
FALLBACK, EXAMPLE = 0.5, 0.1  # weights of sentences taught without the rules' type, and of the tables' examples


def output(name):
    return TYPES.index("YIELD" if name in ("CONCEDE", "RETREAT") else name)


def rows(a, name, docs):
    folder = os.path.join(a.work, name)
    learned.run_features(a, folder, "".join(json.dumps(d) + "\n" for d in docs))
    item = np.fromfile(os.path.join(folder, "items.bin"), "<i4").reshape(-1, 5)
    keys = np.split(np.fromfile(os.path.join(folder, "keys.bin"), "<u4"), np.cumsum(item[:, 4])[:-1])
    return item, keys


def sentences(a):
    """For each sentence its label, the rules' event between its parties and the one without type: (type, keys) or None."""
    with open(a.gold) as f:
        gold = [json.loads(line) for line in f]
    docs = [{"id": g["id"], "date": None, "text": g["text"],
             "entities": [{"span": s, "id": side} for side in ("actor", "recipient") for s in g[side]["spans"]]} for g in gold]
    item, keys = rows(a, "gold", docs)
    ruled, between = [None] * len(gold), [None] * len(gold)
    for (doc, kind, sides, _, _), k in zip(item, keys):
        actor, recipient = bool(gold[doc]["actor"]["spans"]), bool(gold[doc]["recipient"]["spans"])
        if kind == 0:
            between[doc] = (-1, k)
        elif ruled[doc] is None and (sides & 1 or not actor) and (sides & 12 or not recipient):
            ruled[doc] = (output(ORDER.split()[kind - 1]), k)
    return np.array([output(g["gold_root"]) for g in gold]), ruled, between


def examples(a):
    """The tables' examples that come out as they should: (label, keys)."""
    docs, label = [], []
    for path in sorted(glob.glob(os.path.join(a.tables, "frames*.tsv"))):
        with open(path) as f:
            for line in f:
                c = line.rstrip("\n").split("\t")
                if not line.startswith("#") and len(c) > 10 and c[3] in NUMBER and c[9] and " " not in c[10]:
                    docs.append({"id": str(len(docs)), "date": "2020-06-15", "text": c[9]})
                    label.append(NUMBER[c[3]])
    item, keys = rows(a, "examples", docs)
    return [(output(ORDER.split()[kind - 1]), k) for (doc, kind, _, _, _), k in zip(item, keys) if kind == label[doc]]


class Net:
    """One hidden layer over traits; Adam over all rows at once."""

    def __init__(self, seed=1):
        self.rng = np.random.default_rng(seed)

    def matrix(self, keys):
        x = np.zeros((len(keys), len(self.words)), np.float32)
        for i, k in enumerate(keys):
            at = np.minimum(np.searchsorted(self.words, k), len(self.words) - 1)
            np.add.at(x[i], at[self.words[at] == k], 1)
        return x

    def train(self, keys, label, weight, epochs, decay):
        words, count = np.unique(np.concatenate([np.unique(k) for k in keys]), return_counts=True)
        self.words = words[count >= KEY_LEAST]
        x, y = self.matrix(keys), np.eye(len(TYPES), dtype=np.float32)[label]
        weight = (weight / weight.sum())[:, None].astype(np.float32)
        normal = lambda shape, size: (self.rng.standard_normal(shape) * size).astype(np.float32)
        self.p = {"cell": normal((len(self.words), HIDDEN), 0.05), "bias": np.zeros(HIDDEN, np.float32),
                  "out": normal((HIDDEN, len(TYPES)), 0.3), "out_bias": np.zeros(len(TYPES), np.float32)}
        m, v = ({k: np.zeros_like(p) for k, p in self.p.items()} for _ in range(2))
        for step in range(1, epochs + 1):
            column = (self.rng.random(x.shape[1]) > 0.3).astype(np.float32) / np.float32(0.7)
            keep = (self.rng.random((len(x), HIDDEN)) > 0.2).astype(np.float32) / np.float32(0.8)
            h = x @ (self.p["cell"] * column[:, None]) + self.p["bias"]
            a = np.maximum(h, 0) * keep
            e = (softmax(a @ self.p["out"] + self.p["out_bias"]) - y) * weight
            dh = (e @ self.p["out"].T) * keep * (h > 0)
            grad = {"out": a.T @ e + decay * self.p["out"], "out_bias": e.sum(0), "bias": dh.sum(0),
                    "cell": (x.T @ dh) * column[:, None] + decay * self.p["cell"]}
            rate = 0.02 * (1 - 0.9 * step / epochs) * np.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step)
            for k, g in grad.items():
                m[k] += 0.1 * (g - m[k])
                v[k] += 0.001 * (np.square(g) - v[k])
                self.p[k] -= np.float32(rate) * m[k] / (np.sqrt(v[k]) + 1e-8)
        self.scale, self.bytes, self.p["cell"] = learned.quantized(self.p["cell"])
        return self

    def scores(self, keys):
        return np.maximum(self.matrix(keys) @ self.p["cell"] + self.p["bias"], 0) @ self.p["out"] + self.p["out_bias"]

    def packed(self):
        return learned.packed("event-type", self.words, self.scale, self.bytes, self.p)


def fit(a, data, taught, part):
    label, ruled, between = data
    keys, target, weight = [k for _, k in taught], [t for t, _ in taught], [EXAMPLE] * len(taught)
    for i in part:
        for event, share in ((ruled[i], 1), (between[i], FALLBACK if ruled[i] else 1)):
            if event:
                keys.append(event[1]), target.append(label[i]), weight.append(share)
    return Net().train(keys, np.array(target), np.array(weight), a.epochs, a.decay)


def figures(label, said):
    f1 = []
    for t in range(len(TYPES)):
        right = np.sum((said == t) & (label == t))
        f1.append(2 * right / max(1, np.sum(said == t) + np.sum(label == t)))
    return f"accuracy {np.mean(said == label):.3f} macro-F1 {np.mean(f1):.3f}"


def validate(a, data, taught):
    label, ruled, between = data
    rules = np.array([r[0] if r else -1 for r in ruled])
    fold = np.random.default_rng(0).permutation(len(label)) % a.folds
    margins = (0, 0.5, 1, 1.5, 2, 3)
    said = {m: rules.copy() for m in margins}
    for k in range(a.folds):
        net, test = fit(a, data, taught, np.flatnonzero(fold != k)), np.flatnonzero(fold == k)
        for i in test:
            event = ruled[i] or between[i]
            if not event:
                continue
            s = net.scores([event[1]])[0]
            for m in margins:
                if rules[i] < 0 or s.max() > s[rules[i]] + m:
                    said[m][i] = s.argmax()
    print("rules", figures(label, rules))
    for m in margins:
        only = np.where(rules < 0, rules, said[m])
        print("margin", m, figures(label, said[m]), "; no new events:", figures(label, only), "; changed",
              int(np.sum((said[m] != rules) & (rules >= 0))), flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    p.add_argument("--features", required=True, help="the program demarche-events-features")
    p.add_argument("--model", required=True)
    p.add_argument("--lexicon", required=True, help="compiled without events.bin")
    p.add_argument("--gold", required=True)
    p.add_argument("--tables", required=True)
    p.add_argument("--work", default="events.work")
    p.add_argument("--folds", type=int, default=0)
    p.add_argument("--epochs", type=int, default=60)
    p.add_argument("--decay", type=float, default=1e-4)
    p.add_argument("-o", "--output")
    a = p.parse_args()
    data, taught = sentences(a), examples(a)
    print(len(data[0]), "sentences,", len(taught), "examples", flush=True)
    if a.folds:
        validate(a, data, taught)
    if a.output:
        net = fit(a, data, taught, range(len(data[0])))
        learned.write(a.output, [net])
        print(a.output, os.path.getsize(a.output), "bytes;", len(net.words), "traits")


if __name__ == "__main__":
    main()
