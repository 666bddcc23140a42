#!/usr/bin/env python3
"""The real model on texts of our own, layer by layer, against spaCy's frozen answer. See README.md.

Skipped where the model is not beside the program: `make run` and `make test` put it there.
"""
import gzip
import json
import os
import subprocess
import sys

SOURCE = os.environ["TEST_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "support"))
import conllu  # noqa: E402
import tap  # noqa: E402

DEMARCHE = os.environ["DEMARCHE"]
MODEL = os.path.join(os.path.dirname(DEMARCHE), "en_core_web_sm.dmm")
DOCUMENTS = os.path.join(SOURCE, "golden", "documents.jsonl")
VERSION = "3.8.0"  # a later one answers otherwise, and rightly so


def parse(*arguments):
    result = subprocess.run([DEMARCHE, "parse", "--model", MODEL, *arguments, DOCUMENTS], capture_output=True, timeout=600)
    assert result.returncode == 0 and not result.stderr, result.stderr
    return result.stdout.decode("utf-8")


def load():
    """Pairs of our row and spaCy's, with the text."""
    if not os.path.exists(MODEL):
        raise tap.Skip(f"no model beside the program: demarche model import PACKAGE -o {MODEL}")
    shown = subprocess.run([DEMARCHE, "model", "show", MODEL], capture_output=True, text=True, timeout=60).stdout
    if "name\ten_core_web_sm" not in shown or f"version\t{VERSION}\n" not in shown:
        raise tap.Skip(f"the model beside the program is not en_core_web_sm {VERSION}")
    if not ROWS:
        with open(DOCUMENTS, encoding="utf-8") as file:
            documents = [json.loads(line) for line in file]
        with gzip.open(os.path.join(SOURCE, "golden", "spacy.jsonl.gz"), "rt", encoding="utf-8") as file:
            golden = [json.loads(line) for line in file]
        ours = [json.loads(line) for line in parse("--format", "jsonl").split("\n")[:-1]]
        assert len(documents) == len(golden) == len(ours)
        for document, have, want in zip(documents, ours, golden):
            assert document["id"] == have["id"] == want["id"]
            ROWS.append((document["text"], have, want))
    return ROWS


ROWS = []


def same(*columns):
    wrong = []
    for text, have, want in load():
        a, b = have["tokens"], want["tokens"]
        if (a["start"], a["end"]) != (b["start"], b["end"]):
            if "start" in columns:
                wrong.append(f"{have['id']}: {[text[i:j] for i, j in zip(a['start'], a['end'])]}")
            continue
        for column in columns:
            for i, (x, y) in enumerate(zip(a[column], b[column])):
                if x != y:
                    wrong.append(f"{have['id']}, token {i} {text[a['start'][i]:a['end'][i]]!r}: {column} is {x!r}, not {y!r}")
    assert not wrong, "\n".join([f"{len(wrong)} differences"] + wrong[:20])


def test_tokens():
    same("start", "end")


def test_tags():
    same("tag")


def test_parts_of_speech():
    same("pos")


def test_features():
    same("morph")


def test_lemmas():
    same("lemma")


def test_heads():
    same("head")


def test_labels():
    same("dep")


def test_sentences():
    same("sent")


def test_entities():
    same("ent")


def test_noun_chunks():
    wrong = [have["id"] for _, have, want in load() if have["noun_chunks"] != want["noun_chunks"]]
    assert not wrong, wrong


def test_the_documents_show_something():
    rows = load()
    tokens = sum(len(want["tokens"]["start"]) for _, _, want in rows)
    seen = {column: {x for _, _, want in rows for x in want["tokens"][column]} for column in ("tag", "pos", "dep", "ent")}
    assert tokens > 3500 and len(seen["tag"]) > 45 and len(seen["dep"]) > 40 and len(seen["ent"]) > 25, \
        (tokens, {k: len(v) for k, v in seen.items()})


def test_conllu_is_the_same_parse():
    rows = load()
    want = "".join(conllu.conllu(golden, text) for text, _, golden in rows)
    assert parse("--format", "conllu") == want


def test_threads():
    load()
    assert len({parse("--threads", n) for n in ("1", "2", "5")}) == 1


tap.run(sys.modules[__name__])
