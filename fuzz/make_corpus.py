#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets to corpus/: a few small inputs for each, good ones and ones that were bad once."""
import gzip
import json
import os
import struct
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tests", x) for x in ("support", "model", "lexicon")]
import make_lexicon  # noqa: E402
import make_pipeline  # noqa: E402
import msgpack  # noqa: E402


def seeds(target, items):
    folder = os.path.join(HERE, "corpus", "fuzz_" + target)
    os.makedirs(folder, exist_ok=True)
    for name, raw in items.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(raw.encode("utf-8") if isinstance(raw, str) else raw)


def text():
    return {
        "prose": "The prime minister (Kim) didn't say that the treaty, signed in Seoul, binds the U.S. He left.",
        "marks": "\u201c(a)\u201d :):-) ((x)) ... -- don't a-b 10km US$5 1,2 end.Start $#1 's \u2026",
        "white": " a\n\n b\t\u00a0 \u2003c  in spite  of \r\n",
        "unicode": "\u0130\u03a3 \u039f\u0394\u039f\u03a3 caf\u00e9 e\u0301 \u5317\u4eac \U0001f600\U0001f468\u200d\U0001f469 \ufeff \x00",
        "urls": "https://example.com/a?b me@example.org www.x.kr:80 a:@a:@ a.a.a.a http://",
        "long": "a" * 300 + "." * 50 + "(" * 50,
        "bad": b"a\xff\xc3",
    }


def document():
    rows = {
        "text": {"text": "Kim met Lee."}, "id": {"id": 5, "text": ""}, "nested": {"text": "x", "a": [[{"b": None}], 1.5e3, True]},
        "fields": {"id": "a", "text": "\u00e9\U0001f600 Kim", "date": "2024-10-21", "url": "u", "publisher": "p", "title": "t"},
        "entities": {"text": "\u00e9 Kim", "entities": [{"span": [2, 5], "id": "e", "name": "K", "country": "KOR", "sector": "GOV"},
                                                       {"span": [0, 1], "id": "e"}]},
    }
    out = {name: json.dumps(row, ensure_ascii=False) for name, row in rows.items()}
    out.update(large='{"n":123456789012345678901,"m":[-1e999],"text":"x"}', nul='{"text":"a\\u0000b"}', surrogate='{"text":"\\ud800"}',
               deep="[" * 100, cut='{"text":"x')
    return out


def reader():
    lines = b'{"text":"one"}\n\n{"text":"two"}\r\n' + b"x" * 300 + b"\n{}"
    packed = gzip.compress(lines, mtime=0)
    return {
        "lines": b"\x08" + lines, "text": b"\x04\xef\xbb\xbfplain\r\ntext", "gzip": b"\x09" + packed, "several": b"\x0b" + packed,
        "members": b"\x09" + packed + packed, "cut": b"\x09" + packed[:-12], "empty": b"\x01" + gzip.compress(b"", mtime=0),
        "nothing": b"\x01", "no-gzip": b"\x01text",
    }


def msgpack_values():
    parts = make_pipeline.parts()
    values = {name: parts[name] for name in ("ner/moves", "vocab/lookups.bin", "attribute_ruler/patterns")}
    values["array"] = {"E": msgpack.Array((2, 2), __import__("array").array("f", [1, 2, 3, 4])), "seed": [8, -1, None, True, 1.5]}
    out = {name.replace("/", "-"): msgpack.pack(value) for name, value in values.items()}
    out["counts"] = b"\xdd\xff\xff\xff\xff"
    out["deep"] = b"\x91" * 30 + b"\xc0"
    return out


def pack():
    def strings(*texts):
        offsets = [0]
        for t in texts:
            offsets.append(offsets[-1] + len(t))
        return struct.pack(f"<{len(texts) + 2}I", len(texts), *offsets) + b"".join(texts)
    sections = [(b"words", (0, 0, 0, 0), strings(b"one", b"", b"two")), (b"words#", (0, 0, 0, 0), struct.pack("<8I", 1, 2, 3, 0, 0, 0, 0, 0)),
                (b"tensor", (2, 2, 0, 0), struct.pack("<4f", 1, 2, 3, 4))]
    at, table, data = 64 * (1 + len(sections)), b"", b""
    for name, dims, raw in sections:
        table += struct.pack("<32s4IQQ", name, *dims, at + len(data), len(raw))
        data += raw + b"\0" * (-len(raw) % 64)
    raw = b"fuzzpack" + struct.pack("<IIQQ", 1, len(sections), at + len(data), 0) + b"\0" * 32 + table + data
    return {"mended": b"\1" + raw, "as-it-is": b"\0" + raw, "short": b"\1" + raw[:100]}


def model():
    def change(section, place, raw):
        return struct.pack("<HHB", section, place, len(raw)) + raw
    return {
        "none": b"", "counts": b"".join(change(i, 0, b"\xff\xff\xff\xff") for i in range(3, 9)),
        "tables": b"".join(change(i, 4, b"\1\0\0\0") for i in range(0, 40, 7)), "ends": b"".join(change(i, 0x8004, b"\xff" * 4) for i in range(0, 80, 9)),
        "sizes": b"".join(change(i, 0xFFFE, b"\4\0\0\0") for i in range(0, 80, 11)), "names": change(5, 0xFFF0, b"meta\0"),
        "labels": change(60, 8, b"||||||"), "numbers": b"".join(change(i, 0, b"\0\0\xc0\x7f") for i in range(10, 60, 5)),
    }


def package():
    def zipped(files, method):
        path = "/tmp/demarche-seed.zip"
        with zipfile.ZipFile(path, "w", method) as wheel:
            for name, raw in files.items():
                wheel.writestr(zipfile.ZipInfo(name), raw, method)
        with open(path, "rb") as file:
            raw = file.read()
        os.remove(path)
        return raw
    parts = make_pipeline.parts()
    small = {make_pipeline.wheel_name(n): make_pipeline.encode(n, v) for n, v in parts.items() if not n.endswith("/model")}
    tiny = {"d/config.cfg": "[nlp]\nlang = \"en\"\n", "d/meta.json": "{}", "../x": "y"}

    def change(file, place, raw):
        return struct.pack("<BHB", file, place, len(raw)) + raw
    return {
        "wheel": zipped(small, zipfile.ZIP_DEFLATED), "tiny": zipped(tiny, zipfile.ZIP_STORED), "cut": zipped(tiny, zipfile.ZIP_STORED)[:-30],
        "none": b"", "changes": b"".join(change(i, 9, b"\xc1\xff") for i in range(24)), "cuts": b"".join(change(i, 50, b"") for i in range(0, 24, 5)),
    }


def code():
    path = os.path.join(HERE, "..", "tests", "record", "documents.jsonl")
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {row["id"]: row["text"] for row in rows if row["text"]}


def tables():
    """The first byte is the table's place in the alphabet, with 128 for a whole one."""
    out = {}
    for number, name in enumerate(sorted(make_lexicon.TABLES)):
        text = make_lexicon.table(make_lexicon.TABLES[name])
        out[name] = bytes([128 + number]) + text.encode("utf-8")
        out[name + "-row"] = bytes([number]) + text.split("\n")[1].replace("o", "u").encode("utf-8") + b"\n"
    return out


def petrarch():
    return {"actors": b"# actors\nOSTLAND_ [NOR] ; a state\n+OSTLANDER\nARNO_KELDAN_\n\t[NORGOV 990101-20050630]\n\t[NORELI >050701]\n\t[NOR <99]\n",
            "agents": b"!CHIEF! = CHIEF, CHIEFS\nFERRY_!CHIEF! [~GOV]\nZITHERMAN {ZITHERMEN} [~LAB]\nBARD_!NOBODY! [~CVL]\n",
            "open": b"A_ [USA\n+\n[~\n{", "bytes": b"\xff_ [USAGOV]\n|_ [KEN]\n"}


def weights():
    nets = [make_lexicon.net("small", 2, rows=3), make_lexicon.net("two", 1, rows=1)]
    one, two = make_lexicon.weights(nets[0]), make_lexicon.weights(*nets)
    return {"one": one, "two": two, "cut": one[:-7], "none": make_lexicon.weights()}


def lexicon():
    """Changes: section, place, length, bytes."""
    def change(section, place, raw):
        return struct.pack("<HHB", section, place, len(raw)) + raw
    return {"none": b"", "counts": b"".join(change(i, 0, b"\xff\xff\xff\xff") for i in range(4)),
            "sizes": change(2, 0xFFF6, b"\0\0\0\0"), "ends": b"".join(change(i, 0x8004, b"\x01") for i in range(40))}


def main():
    for target, items in (("text", text()), ("document", document()), ("reader", reader()), ("msgpack", msgpack_values()),
                          ("pack", pack()), ("model", model()), ("package", package()), ("code", code()), ("tables", tables()),
                          ("petrarch", petrarch()), ("weights", weights()), ("lexicon", lexicon())):
        seeds(target, items)


if __name__ == "__main__":
    main()
