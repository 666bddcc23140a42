#!/usr/bin/env python3
"""Writes documents made at random from a fixed seed, and what reference.py says about them.

    make_expected.py PACKAGES OUT

PACKAGES is the folder that ../model/make_pipeline.py wrote. OUT gets documents.jsonl (id, text), expected.jsonl (what
`demarche parse --format jsonl` must write, byte for byte), the same two as deep_….jsonl for the package deep/,
vectors.jsonl (rows of the shared tok2vec) and attributes.jsonl (lexical attributes of odd strings). Ends with an error if
a decision was too close for single precision, or if something that the documents should show did not happen.
"""
import json
import os
import random
import sys

import reference

MARGIN = 5e-5  # scores of the engine are within 2e-5 of the exact ones

WORDS = """the a an minister ministers prime treaty signed signs denied says said he she it they him was is are to of in on
and but new big better best soon axes leaves men data boxes cities words troops went left doing agreed summons Seoul Moscow
Kim Lee NATO UN EU Mr Mrs U.S. U.K. Jan. 2024 1,500 3.5 10km 20% 5-4 1/2 colour cos gonna don't can't I'm nuthin' y' nt
rock'n'roll x-rays x-x half-open over--under end.Start a,b o.O US$5 $10 #1 #x ministers' minister's""".split() + ["prime minister", "him in spite of"] * 3
MARKS = """. , ; : ! ? ... \u2026 ( ) [ ] { } " ' \u201c \u201d \u2018 \u2019 - -- \u2014 / :) :-) (-: :( <3 ((x)) .. .... = ' 's
\u2019s \U0001f600 \U0001f30d \u20ac \u00a3 \uff01 \u3002 \u00bb \u00ab %""".split()
ODD = ["\u0130stanbul", "\u039f\u0394\u039f\u03a3", "\u03a3\u03a3", "\u03a3.", "\u01c5ungla", "\u00df\u1e9e", "caf\u00e9", "cafe\u0301",
       "\u0661\u0662\u0663", "\u00b2\u2460", "\u5317\u4eac", "\ud55c\uad6d", "\u05e9\u05dc\u05d5\u05dd", "a\u200bb", "a\u00adb", "\ufeffx",
       "\U0001d400\U0001d41a", "\U00010400\U00010428", "\u200d", "\u2060", "\u180e", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
       "n\u0303", "\u212a\u212b", "\u1e9e", "\ufb01", "\u00aa\u00ba", "\u02b0", "\u00a0x", "\x00", "\x01\x7f", "\ue000", "\ufffd", "x" * 120,
       "\u00c9" * 99, "\u00c9" * 100, "7" * 60, "Ab1" * 34]
SPACES = [" ", "  ", "\n", "\n\n", "\t", " \n", "\n ", "\r\n", "\u00a0", "\u00a0\u00a0", "\u2003", "\u3000", "\u2028", "\x1c", "\x85",
          " \u00a0 ", "\x0b\x0c", "\u202f", "     ", "\t\t \n"]
URLS = ["https://example.com/a-b?c=d", "www.example.org", "http://x.kr:8080/~kim", "me@example.com", "example.com.", "(example.net)",
        "ftp://a.b-c.com,", "https://", "example.co", "a@b@c.org", "x.y.z", "<https://example.com>"]
SYLLABLES = ["a b c", "c b", "a c"]


def join(random_, pieces, spaces):
    """Mostly one space between pieces, sometimes none, sometimes something odd."""
    out = ""
    for piece in pieces:
        kind = random_.random()
        out += piece + ("" if kind < 0.15 else " " if kind < 0.8 or not spaces else random_.choice(spaces))
    return out if random_.random() < 0.5 else out.strip(" ")


def documents():
    r = random.Random(7)

    def pick(n, *lists):
        return [r.choice(r.choice(lists)) for _ in range(n)]
    for i, text in enumerate(["", " ", "\n", "a", "(", "\u00a0", "  ", "don't", "a b", " a", "a ", "a  b", "Kim met Lee.",
                              "one two three four", "one two three four five", "a b c d e f g h i", "\u0130", ":) :)", "in spite",
                              "in  spite", "in spite in spite of", "he said:)", "((x))((x))", "((x)))"]):
        yield f"small-{i}", text
    for i in range(12):
        yield f"words-{i}", join(r, pick(r.randint(5, 40), WORDS), None)
    for i in range(12):
        yield f"marks-{i}", join(r, pick(r.randint(3, 30), WORDS, MARKS, MARKS), None)
    for i in range(10):
        yield f"unicode-{i}", join(r, pick(r.randint(3, 25), WORDS, ODD, ODD), SPACES)
    for i in range(8):
        yield f"white-{i}", "".join(pick(r.randint(2, 25), WORDS, SPACES))
    for i in range(8):
        yield f"urls-{i}", join(r, pick(r.randint(2, 15), WORDS, URLS, MARKS), SPACES)
    for i in range(12):
        yield f"letters-{i}", "".join(r.choice("aA1.,'\"()-:;!$%\u2019\u2026 ") for _ in range(r.randint(5, 60)))
    # Long ones: a few sentences in random order, so that few contexts are new. A block has 512 tokens, 12 are kept.
    for tokens in (508, 509, 511, 512, 513, 516, 1024, 1025):
        yield f"block-{tokens}", " ".join(" ".join(r.choice(SYLLABLES) for _ in range(tokens)).split()[:tokens])
    lines = [join(r, pick(r.randint(4, 14), WORDS, MARKS), None) + " " for _ in range(5)]
    for i, size in enumerate((6000, 12000, 36000)):
        text = "a "
        while len(text) < size:
            text += r.choice(lines)
        yield f"long-{i}", text


def deep_documents():
    """For the pipeline that shifts everything first: over more blocks of 512 tokens than are kept."""
    r = random.Random(8)
    for tokens in (3, 40, 700, 6500):
        yield f"deep-{tokens}", " ".join(r.choice(SYLLABLES) for _ in range(tokens // 2))


WANTED = {"joined": 10, "shifted twice": 20, "decorated": 100, "lifted": 20, "edges widened again": 1, "chunks": 200}


def write(pipeline, documents_, docs, expected):
    for name, text in documents_:
        pipeline.margin = 1.0
        docs.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        expected.write(pipeline.record(name, text) + "\n")
        if pipeline.margin < MARGIN:
            sys.exit(f"{name}: a decision has a margin of {pipeline.margin:.1e}: change a seed")


def main():
    packages, out = sys.argv[1:]
    pipeline = reference.Pipeline(os.path.join(packages, "synthetic"))
    for name, p, docs in (("", pipeline, documents()),
                          ("deep_", reference.Pipeline(os.path.join(packages, "deep")), deep_documents())):
        with open(os.path.join(out, name + "documents.jsonl"), "w", encoding="utf-8") as d, \
                open(os.path.join(out, name + "expected.jsonl"), "w", encoding="utf-8") as e:
            write(p, docs, d, e)
    wanted = dict(WANTED, **{f"rule {i}": 1 for i in range(len(pipeline.rules))},
                  **{f"move {i}": 100 for i in range(5)}, **{f"entity move {i}": 100 for i in range(1, 6)})
    missing = [f"{k} {pipeline.seen.get(k, 0)} of {n}" for k, n in wanted.items() if pipeline.seen.get(k, 0) < n]
    if missing:
        sys.exit("the documents show too little: " + ", ".join(missing))
    with open(os.path.join(out, "vectors.jsonl"), "w", encoding="utf-8") as file:
        for text in ("a", "a b", "a b c", "a b c d", "a b c d e", "a b c d e f g h i", " a\n\n\u00c9 don't 10km"):
            file.write(json.dumps({"text": text, "rows": pipeline.vectors(text)}) + "\n")
    with open(os.path.join(out, "attributes.jsonl"), "w", encoding="utf-8") as file:
        for text in sorted(set(WORDS + MARKS + ODD + SPACES + list(reference.BASE_NORMS))):
            t = reference.Token(text, None)
            row = {"text": text, "norm": pipeline.norm(t), "prefix": text[0], "suffix": text[-3:],
                   "shape": reference.shape(text), "space": t.space}
            row["ids"] = [str(reference.string_id(row[k])) for k in ("norm", "prefix", "suffix", "shape")]
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
