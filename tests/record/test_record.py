#!/usr/bin/env python3
"""Records of documents of our own: of the form that docs/record.schema.json tells, true to their own text, and the same
bytes every time. With the synthetic model and the small lexicon, and with the real ones if they are beside the program."""
import json
import os
import re
import subprocess
import sys

SOURCE = os.environ["TEST_SOURCE"]
DATA = os.environ["TEST_DATA"]
DEMARCHE = os.environ["DEMARCHE"]
sys.path[:0] = [os.path.join(SOURCE, "support"), os.path.join(SOURCE, "record")]
import schema  # noqa: E402
import tap  # noqa: E402

DOCUMENTS = [os.path.join(SOURCE, *path) for path in (("record", "documents.jsonl"), ("golden", "documents.jsonl"))]
SMALL = ["--model", os.path.join(DATA, "synthetic.dmm"), "--lexicon", os.path.join(DATA, "small.dml")]
with open(os.path.join(SOURCE, "..", "docs", "record.schema.json"), encoding="utf-8") as schema_file:
    SCHEMA = json.load(schema_file)


def real():
    """Options for the real model and lexicon."""
    paths = [os.path.join(os.path.dirname(DEMARCHE), name) for name in ("en_core_web_sm.dmm", "lexicon.dml")]
    for path in paths:
        if not os.path.exists(path):
            raise tap.Skip(f"there is no {os.path.basename(path)} beside the program: make model lexicon")
    return ["--model", paths[0], "--lexicon", paths[1]]


def code(options, *more, inputs=DOCUMENTS):
    result = subprocess.run([DEMARCHE, "code", *options, *more, *inputs], capture_output=True, timeout=800)
    assert result.returncode == 0 and not result.stderr, (result.returncode, result.stderr)
    return result.stdout


def records(options, *more):
    return [json.loads(line) for line in code(options, *more).decode("utf-8").split("\n")[:-1]]


def texts():
    out = []
    for path in DOCUMENTS:
        with open(path, encoding="utf-8") as file:
            out += [json.loads(line)["text"] for line in file]
    return out


def fits_schema(options):
    for more in ([], ["--with-text"]):
        wrong = [f"{r['id']} {fault}" for r in records(options, *more) for fault in schema.faults(SCHEMA, r, SCHEMA)]
        assert not wrong, "\n".join(wrong[:20])


def quoted(value):
    """Every object that has a text and its span."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and isinstance(value.get("span"), list):
            yield value["span"], value["text"]
        for inner in value.values():
            yield from quoted(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quoted(inner)


def is_true_to_the_text(options):
    ids = re.compile(r"^[eqcm]\d+$")
    for record, text in zip(records(options), texts(), strict=True):
        for (begin, end), quote in quoted(record):
            assert text[begin:end] == quote, (record["id"], begin, end, quote)
        for begin, end in record["sentences"]:
            assert 0 <= begin < end <= len(text), record["id"]
        for name in ("actors", "events", "attributions", "claims", "commitments"):
            have = [item["id"] for item in record[name]]
            assert len(set(have)) == len(have), (record["id"], name)
            assert name == "actors" or all(ids.match(x) for x in have), have
        known = {a["id"] for a in record["actors"]} | {"author"}
        for event in record["events"]:
            assert set(event["actor"]) | set(event["recipient"]) <= known, (record["id"], event)
        for claim in record["claims"]:
            assert claim["positions"], (record["id"], claim)
            assert {p["holder"] for p in claim["positions"]} <= known, (record["id"], claim)


def is_the_same_every_time(options):
    first = code(options, "--threads", "1")
    assert code(options, "--threads", "1") == first
    for threads in ("2", "4"):
        assert code(options, "--threads", threads) == first, threads
    backwards = code(options, "--threads", "3", inputs=DOCUMENTS[::-1])
    assert sorted(backwards.split(b"\n")) == sorted(first.split(b"\n"))  # a record does not depend on those before it


def test_schema_small():
    fits_schema(SMALL)


def test_text_small():
    is_true_to_the_text(SMALL)


def test_same_bytes_small():
    is_the_same_every_time(SMALL)


def test_schema():
    fits_schema(real())


def test_text():
    is_true_to_the_text(real())


def test_same_bytes():
    is_the_same_every_time(real())


def test_what_is_read():
    """A few things that the real model and tables must find."""
    found = {r["id"]: r for r in records(real())}
    record = found["statements"]
    names = {a["id"]: a["name"] for a in record["actors"]}
    assert "ACCUSE" in {e["event"] for e in record["events"]}, record["events"]
    stances = {(names.get(p["holder"], p["holder"]), p["stance"]) for c in record["claims"] for p in c["positions"]}
    assert any("foreign ministry" in holder and stance == "denies" for holder, stance in stances), stances
    assert any(t["value"] == "2025-03-11" for t in record["times"]), record["times"]
    assert any(p["name"] == "Nairobi" for p in record["places"]), record["places"]
    assert found["treaty"]["commitments"], "an obligation and a threat"
    assert any(a["id"] == "Q1" and a["country"] == "NOR" for a in found["names"]["actors"]), "the caller's own id"
    assert not found["empty"]["sentences"] and not found["blank"]["actors"]


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
