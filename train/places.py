#!/usr/bin/env python3
"""Learns the weights of the models of places (src/lexicon/place_model.h) from texts with annotated toponyms.

    train/places.py BUILD DATA OUTPUT GOLD.jsonl... [--folds N]

BUILD is the build folder with demarche, demarche-places-features and the model; DATA the folder with the tables; OUTPUT the weights to write
(data/weights/places.tsv). GOLD: JSON Lines with id, text and toponyms [{span, lat, lon}]. With --folds the models are also
learned without each part of the documents in turn, and the figures on the parts left out are printed. Needs numpy.

The names come first, as logistic regression. Then the choice among candidates, as a softmax over the candidates of a name
whose good ones lie within 161 km of gold: a first round, and two that see the beliefs of the round before; each needs the
weights of those before it in the compiled lexicon.
"""
import argparse
import collections
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

NEAR_KM = 161.0
HEADER = """# Weights of the models of places: learned by train/places.py (train/README.md). A model adds up the weights of the
# traits that hold; src/lexicon/place_model.h tells what they mean.
model\ttrait\tweight
"""


def traits(header, macro):
    """The names of an X-macro's list, as the compiler sees them."""
    with open(header, encoding="utf-8") as f:
        text = f.read().replace("\\\n", " ")
    body = re.search(rf"#define {macro}\(X\)(.*)", text)[1]
    body = re.sub(r"DM_NAME_ENTITY\(X,\s+(\w+)\)", r"X(\1_whole) X(\1_first) X(\1_inside)", body)
    return re.findall(r"X\((\w+)\)", body)


def km(a, b):
    la, lb = math.radians(a[0]), math.radians(b[0])
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


class Program:
    """The coder built from the tables and a set of weights."""

    def __init__(self, build, data, header):
        self.build = build
        self.names, self.choices = traits(header, "DM_NAME_TRAITS"), traits(header, "DM_CHOICE_TRAITS")
        self.folder = tempfile.mkdtemp(prefix="places-")
        self.lexicon = os.path.join(self.folder, "lexicon.dml")
        for part in ("lexicon", "ontology", "gazetteer"):
            shutil.copytree(os.path.join(data, part), os.path.join(self.folder, part))
        os.mkdir(os.path.join(self.folder, "weights"))

    def compile(self, weights):
        write(os.path.join(self.folder, "weights", "places.tsv"), weights)
        subprocess.run([f"{self.build}/demarche", "lexicon", "compile", self.folder, "-o", self.lexicon], check=True,
                       stderr=subprocess.DEVNULL)

    def run(self, documents):
        text = "".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in documents)
        out = subprocess.run([f"{self.build}/demarche-places-features", f"{self.build}/en_core_web_sm.dmm", self.lexicon], input=text,
                             capture_output=True, check=True, text=True).stdout
        return out.splitlines()


def write(path, weights):
    with open(path, "w", encoding="utf-8") as f:
        f.write(HEADER)
        for (model, trait), w in weights.items():
            if abs(w) >= 0.005:
                f.write(f"{model}\t{trait}\t{w:.2f}\n")


# ---- names ----

def name_examples(lines, gold):
    """What the program would be asked in turn: after a right name, the next one begins behind it. A street or river must be
    marked nearly as such; of a name that the gazetteer knows a part is enough."""
    rows, labels, docs, end, document = [], [], [], 0, None
    for line in lines:
        f = line.split("\t")
        if f[0] != "N":
            continue
        if f[1] != document:
            document, end = f[1], 0
        begin, stop = int(f[2]), int(f[3])
        if begin < end:
            continue
        label = any(s < stop and begin < e and (f[6] == "1" or 2 * (min(stop, e) - max(begin, s)) > max(stop, e) - min(begin, s))
                    for s, e in gold[document])
        if label:
            end = stop
        rows.append([0] + [int(x) for x in f[7:]])
        labels.append(label)
        docs.append(document)
    return rows, np.array(labels, float), docs


def logistic(rows, labels, n, ridge):
    """Newton's method; the bias (trait 0) is free."""
    x = np.zeros((len(rows), n))
    for i, r in enumerate(rows):
        x[i, r] = 1
    w, penalty = np.zeros(n), np.full(n, ridge)
    penalty[0] = 1e-6
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (labels - p) - penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w += np.linalg.solve(hessian, gradient)
    return w


def best_shift(scores, labels, missed):
    """The threshold with the best F1, where `missed` names are no examples at all."""
    order = np.argsort(-scores)
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + labels.sum() + missed)
    i = int(np.argmax(f1))
    return float(scores[order][i]) - 1e-6, float(f1[i])


# ---- choice ----

def choice_examples(lines, gold, rounds):
    """Groups of candidates with a right one: (traits, right, mentions)."""
    groups = collections.OrderedDict()
    for line in lines:
        f = line.split("\t")
        if f[0] == "C" and int(f[2]) in rounds:
            groups.setdefault((f[1], f[2], f[3]), []).append(f)
    out = []
    for (document, _, _), options in groups.items():
        begin, stop = int(options[0][4]), int(options[0][5])
        point = next(((la, lo) for s, e, la, lo in gold[document] if s < stop and begin < e), None)
        if point is None:
            continue
        right = np.array([km(point, (float(o[8]), float(o[9]))) <= NEAR_KM for o in options])
        if right.any() and not right.all():
            x = [{int(k): float(v) for k, v in (c.split(":") for c in o[10:])} for o in options]
            out.append((x, right, min(int(options[0][6]), 4)))
    return out


def softmax(examples, n, ridge, start=None):
    """Newton's method would need second derivatives of a sum over good candidates: gradient steps of Adam do."""
    if not examples:
        return np.zeros(n)
    x = np.zeros((sum(len(e[0]) for e in examples), n))
    group, right, weight = [], [], []
    i = 0
    for k, (options, good, mentions) in enumerate(examples):
        for o, g in zip(options, good):
            for t, v in o.items():
                x[i, t] = v
            group.append(k)
            right.append(g)
            i += 1
        weight.append(mentions ** 0.5)
    group, right, weight = np.array(group), np.array(right, float), np.array(weight)
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    w = np.zeros(n) if start is None else start.copy()
    m, v = np.zeros(n), np.zeros(n)
    for step in range(1, 1501):
        s = x @ w
        s -= np.maximum.reduceat(s, first)[group]
        e = np.exp(s)
        p = e / np.add.reduceat(e, first)[group]
        q = e * right
        q /= np.add.reduceat(q, first)[group]
        g = x.T @ ((q - p) * weight[group]) - ridge * w
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        w += 0.05 * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
    return w


def learn(program, documents):
    spans = {d["id"]: [tuple(t["span"]) for t in d["toponyms"]] for d in documents}
    points = {d["id"]: [(*t["span"], t["lat"], t["lon"]) for t in d["toponyms"] if t["lat"] is not None] for d in documents}
    weights = collections.OrderedDict()
    program.compile(weights)
    lines = program.run(documents)
    rows, labels, docs = name_examples(lines, spans)
    n = len(program.names)
    order = {d["id"]: i for i, d in enumerate(documents)}
    fold = np.array([order[d] % 5 for d in docs])
    scores = np.zeros(len(rows))
    for k in range(5):
        w = logistic([r for r, f in zip(rows, fold) if f != k], labels[fold != k], n, 2.0)
        for i in np.flatnonzero(fold == k):
            scores[i] = w[rows[i]].sum()
    missed = sum(len(s) for s in spans.values()) - labels.sum()
    shift, f1 = best_shift(scores, labels, missed)
    print(f"names: {len(rows)} examples, {int(labels.sum())} right, F1 on parts left out {f1:.4f} at {shift:.2f}", file=sys.stderr)
    w = logistic(rows, labels, n, 2.0)
    w[0] -= shift
    for name, v in zip(program.names, w):
        weights["name", name] = v
    for model, rounds in (("choice", {0}), ("again", {1}), ("again", {1, 2})):
        program.compile(weights)
        examples = choice_examples(program.run(documents), points, rounds)
        w = softmax(examples, len(program.choices), 1.0)
        for name, v in zip(program.choices, w):
            weights[model, name] = v
        print(f"{model} {sorted(rounds)}: {len(examples)} names with a choice", file=sys.stderr)
    return weights


def main():
    a = argparse.ArgumentParser()
    a.add_argument("build")
    a.add_argument("data")
    a.add_argument("output")
    a.add_argument("gold", nargs="+")
    a.add_argument("--folds", type=int, default=0)
    a.add_argument("--score", help="the scorer, for --folds")
    o = a.parse_args()
    header = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "lexicon", "place_model.h")
    program = Program(o.build, o.data, header)
    sets = [[json.loads(line) for line in open(g, encoding="utf-8")] for g in o.gold]
    documents = [d for s in sets for d in s]
    for k in range(o.folds):
        part = {d["id"] for s in sets for i, d in enumerate(s) if i % o.folds == k}
        program.compile(learn(program, [d for d in documents if d["id"] not in part]))
        for path, s in zip(o.gold, sets):
            rest = [d for d in s if d["id"] in part]
            text = "".join(json.dumps({"id": d["id"], "date": d.get("date"), "text": d["text"]}) + "\n" for d in rest)
            out = subprocess.run([f"{o.build}/demarche", "code", "--format", "jsonl", "--lexicon", program.lexicon, "--input",
                                  "jsonl", "-"], input=text, capture_output=True, check=True, text=True).stdout
            with open(f"{o.output}.{os.path.basename(path)}.part", "w" if k == 0 else "a", encoding="utf-8") as f:
                f.write(out)
    weights = learn(program, documents)
    write(o.output, weights)
    shutil.rmtree(program.folder)


if __name__ == "__main__":
    main()
