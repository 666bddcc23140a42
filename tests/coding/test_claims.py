#!/usr/bin/env python3
"""Whole documents of our own with the positions and commitments that they must have, no more and no fewer.

Needs the real model and the lexicon; skipped where they are not beside the program.
"""
import json
import os
import subprocess
import sys

SOURCE = os.environ["TEST_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "support"))
import tap  # noqa: E402

DEMARCHE = os.environ["DEMARCHE"]
FOLDER = os.path.dirname(DEMARCHE)
DOCUMENTS = os.path.join(SOURCE, "coding", "claims.jsonl")


def rows():
    for name in ("en_core_web_sm.dmm", "lexicon.dml"):
        if not os.path.exists(os.path.join(FOLDER, name)):
            raise tap.Skip(f"no {name} beside the program")
    with open(DOCUMENTS, encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    given = "".join(json.dumps({k: d[k] for k in ("id", "date", "text")}) + "\n" for d in documents)
    command = [DEMARCHE, "code", "--input", "jsonl", "--model", os.path.join(FOLDER, "en_core_web_sm.dmm"), "--lexicon", os.path.join(FOLDER, "lexicon.dml"), "-"]
    result = subprocess.run(command, input=given.encode(), capture_output=True, timeout=300)
    assert result.returncode == 0, result.stderr
    return list(zip(documents, (json.loads(line) for line in result.stdout.decode("utf-8").splitlines())))


def claims_of(record):
    names = {a["id"]: a["name"] for a in record["actors"]}
    return [{"status": c["status"], "positions": [[names.get(p["holder"], "author"), p["stance"]] for p in c["positions"]]}
            for c in record["claims"]]


def commitments_of(record):
    countries = {a["id"]: a["country"] for a in record["actors"]}
    return [{"kind": m["kind"], "committer": [countries[i] for i in m["committer"]], "action": m["action"]["text"],
             "condition": m["condition"] and m["condition"]["text"], "state": m["state"], "pending": m["pending"] and m["pending"]["step"]}
            for m in record["commitments"]]


def compare(key, made):
    for document, record in rows():
        have, want = made(record), document[key]
        assert have == want, f"{document['id']}:\nhave {json.dumps(have)}\nwant {json.dumps(want)}"


def test_claims():
    compare("claims", claims_of)


def test_commitments():
    compare("commitments", commitments_of)


tap.run(sys.modules[__name__])
