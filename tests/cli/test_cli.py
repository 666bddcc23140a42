#!/usr/bin/env python3
"""The command as its user meets it: exit status, what is on standard output, what is said on standard error."""
import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = os.environ["TEST_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "support"))
import conllu  # noqa: E402
import tap  # noqa: E402

DATA = os.environ["TEST_DATA"]
SANITIZED = os.environ.get("SANITIZE", "none") != "none"
MODEL = os.path.join(DATA, "synthetic.dmm")
TEMPORARY = tempfile.TemporaryDirectory(prefix="demarche-test-")
FOLDER = TEMPORARY.name
DEMARCHE = shutil.copy(os.environ["DEMARCHE"], FOLDER)  # a copy, so that no model lies beside it
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": FOLDER, "LANG": "C.UTF-8", "DEMARCHE_MODEL": MODEL}


def run(*arguments, input=b"", env=None, **more):
    """The finished command; env adds to or, with None, takes from the environment."""
    environment = dict(ENVIRONMENT, **(env or {}))
    environment = {k: v for k, v in environment.items() if v is not None}
    more.setdefault("timeout", 300)
    if "stdin" not in more:
        more["input"] = input
    result = subprocess.run([DEMARCHE, *arguments], stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
                            env=environment, cwd=FOLDER, **more)
    result.stderr = result.stderr.decode()
    return result


def good(*arguments, **more):
    result = run(*arguments, **more)
    assert result.returncode == 0 and not result.stderr, (result.returncode, result.stderr)
    return result.stdout


def bad(status, *arguments, said=(), lines=1, **more):
    result = run(*arguments, **more)
    assert result.returncode == status, (result.returncode, result.stderr)
    if lines is not None:
        assert len(result.stderr.splitlines()) == lines, result.stderr
    for words in said:
        assert words in result.stderr, f"{words!r} is not in {result.stderr!r}"
    return result.stdout


def write(name, raw):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as file:
        file.write(raw)
    return path


def ids(out):
    return [json.loads(line)["id"] for line in out.splitlines()]


def read(path):
    with open(path, "rb") as file:
        return file.read()


# ---- help and misuse ----

def test_help():
    for arguments in (["--help"], ["-h"], ["help"]):
        out = good(*arguments).decode()
        for verb in ("parse", "model"):
            assert verb in out
    for verb in ("parse", "model"):
        assert good(verb, "--help").decode().startswith("demarche " + verb)
        assert good(verb, "-h") == good(verb, "--help")
    assert good("--version").startswith(b"demarche 0.")


def test_misuse():
    bad(2, lines=None, said=["demarche VERB"])
    bad(2, "prase", lines=None, said=["there is no verb \"prase\""])
    for arguments, words in (
            (["parse", "--fromat", "jsonl"], "--fromat"), (["parse", "-x"], "-x"), (["parse", "--format"], "--format"),
            (["parse", "--format", "xml"], "conllu or jsonl"), (["parse", "--input", "csv"], "text or jsonl"),
            (["parse", "--threads", "0"], "--threads"), (["parse", "--threads", "-1"], "--threads"),
            (["parse", "--threads", "1025"], "--threads"), (["parse", "--threads", "two"], "--threads"),
            (["parse", "--threads", "99999999999999999999"], "--threads"), (["parse", "--threads", ""], "--threads"),
            (["parse", "--max-document", "0"], "--max-document"), (["parse", "--max-document", "1k"], "--max-document"),
            (["parse", "--max-document", "2147483648"], "--max-document"), (["parse", "--max-document"], "--max-document"),
            (["model"], "import PACKAGE"), (["model", "exprot"], "import PACKAGE"), (["model", "import"], "import PACKAGE"),
            (["model", "import", "a", "b"], "import PACKAGE"), (["model", "--no"], "--no"), (["model", "import", "x", "-o"], "-o")):
        assert bad(2, *arguments, said=[words, "--help"]) == b""


# ---- input and output ----

def test_all_documents_as_expected():
    for threads in ("1", "2", "8"):
        out = good("parse", "--format", "jsonl", "--threads", threads, os.path.join(DATA, "documents.jsonl"))
        assert out == read(os.path.join(DATA, "expected.jsonl")), f"with {threads} threads"


def test_conllu_with_any_number_of_threads():
    out = {good("parse", "--threads", threads, os.path.join(DATA, "documents.jsonl")) for threads in ("1", "2", "3", "8")}
    assert len(out) == 1


def test_order_of_output():
    """Long and short documents in turn, more of them than are under way at any time."""
    text = "The ministers signed a new treaty in Seoul. "
    rows = [json.dumps({"id": i, "text": text * (60 if i % 50 == 0 else i % 3)}) for i in range(1500)]
    out = good("parse", "--format", "jsonl", "--threads", "8", "-", input="\n".join(rows).encode())
    assert ids(out) == [str(i) for i in range(1500)]


def test_conllu():
    out = good("parse", input=b"Kim met Lee.\n").decode()
    assert out.startswith("# newdoc id = -\n# sent_id = -.1\n# text = Kim")
    words = [line.split("\t") for line in out.splitlines() if line and line[0] != "#"]
    assert [w[1] for w in words] == ["Kim", "met", "Lee", "."]
    assert all(len(w) == 10 for w in words)
    assert words[-1][9].endswith("SpacesAfter=\\n")


def test_conllu_of_all_documents():
    with open(os.path.join(DATA, "documents.jsonl"), encoding="utf-8") as documents, \
            open(os.path.join(DATA, "expected.jsonl"), encoding="utf-8") as expected:
        want = "".join(conllu.conllu(json.loads(row), json.loads(document)["text"])
                       for document, row in zip(documents, expected))
    assert good("parse", os.path.join(DATA, "documents.jsonl")).decode() == want


def test_text_can_be_restored_from_conllu():
    """From the forms and the fields for white space, for every document that has a word."""
    unescape = {"s": " ", "t": "\t", "n": "\n", "r": "\r"}

    def spaces(text):
        out, i = "", 0
        while i < len(text):
            out += unescape[text[i + 1]] if text[i] == "\\" else text[i]
            i += 2 if text[i] == "\\" else 1
        return out
    texts = {}
    with open(os.path.join(DATA, "documents.jsonl"), encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            # a tab or line end inside a token would break the columns of any CoNLL-U file
            if not any(c in row["text"] for c in "\x0b\x0c\x1c\x85\u2028"):
                texts[row["id"]] = row["text"]
    out = good("parse", os.path.join(DATA, "documents.jsonl")).decode()
    have, name = {}, None
    for line in out.split("\n"):
        if line.startswith("# newdoc id = "):
            name = line[14:]
            have[name] = ""
        elif line and line[0] != "#":
            columns = line.split("\t")
            misc = columns[9].split("|") if "\u2502" not in columns[9] else []
            fields = dict(f.split("=", 1) for f in misc if "=" in f)
            have[name] += spaces(fields.get("SpacesBefore", "")) + columns[1]
            have[name] += spaces(fields["SpacesAfter"]) if "SpacesAfter" in fields else "" if "SpaceAfter" in fields else " "
    checked = 0
    for name, text in texts.items():
        if name in have:
            # the space that ends a text stands for "one space follows" and is written as nothing
            assert have[name] == text, (name, have[name], text)
            checked += 1
    assert checked > 50, checked


def test_kinds_of_input():
    write("a.txt", b"Kim met Lee.")
    write("b.jsonl", b'{"text":"one"}\n\n{"id":"x","text":"two"}\n')
    with gzip.open(os.path.join(FOLDER, "c.jsonl.gz"), "wb") as file:
        file.write(b'{"text":"three"}\n')
    with gzip.open(os.path.join(FOLDER, "d.txt.gz"), "wb") as file:
        file.write(b"four")

    def parse(*arguments, **more):
        return ids(good("parse", "--format", "jsonl", *arguments, **more))
    assert parse("a.txt", "b.jsonl", "c.jsonl.gz", "d.txt.gz") == ["a.txt", "b.jsonl:1", "x", "c.jsonl.gz:1", "d.txt.gz"]
    assert parse("b.jsonl") == ["1", "x"]
    assert parse("--input", "text", "b.jsonl") == ["b.jsonl"]
    assert parse(input=b'{"text":"x"}') == ["1"]
    assert parse(input=b'\xef\xbb\xbf{"text":"x"}\n{"text":"y"}') == ["1", "2"]
    assert parse(input=b' {"text":"x"}') == ["-"]
    assert parse("--input", "jsonl", input=b' {"text":"x"}') == ["1"]
    assert parse("a.txt", "-", input=b"text") == ["a.txt", "-"]
    assert parse("a.txt", "-", input=b'{"text":"x"}') == ["a.txt", "-:1"]
    assert parse("--", "a.txt") == ["a.txt"]
    assert parse("a.txt", "a.txt") == ["a.txt", "a.txt"]


def test_nothing_in():
    assert good("parse", input=b"") == b""
    assert good("parse", "--format", "jsonl", input=b"").startswith(b'{"id":"-","tokens":{"start":[]')
    write("empty.jsonl", b"")
    assert good("parse", "--format", "jsonl", "empty.jsonl") == b""
    write("blank.jsonl", b"\n\n \n")
    assert good("parse", "--format", "jsonl", "blank.jsonl") == b""


def test_line_ends_and_nul_are_text():
    row = json.loads(good("parse", "--format", "jsonl", input=b"one\r\ntwo\x00three\r\n"))
    assert row["tokens"]["end"][-1] == 16
    row = json.loads(good("parse", "--format", "jsonl", input=b'{"text":"a\\u0000b"}'))
    assert row["tokens"]["end"] == [3]


def test_offsets_do_not_count_the_byte_order_mark():
    row = json.loads(good("parse", "--format", "jsonl", input=b"\xef\xbb\xbfKim"))
    assert row["tokens"]["start"] == [0] and row["tokens"]["end"] == [3]


# ---- bad input ----

def test_bad_lines_between_good_ones():
    lines = [b'{"id":"1","text":"one"}', b'{"text":', b'{"id":"3","text":"three"}', b'{"id":4}', b'{"text":"\\ud800"}',
             b'{"text":"\xff"}', b"", b"[]", b'{"id":"9","text":"nine"}', b'{"text":"x","entities":[{"id":"e","span":[0,5]}]}',
             b'{"text":"x","date":5}']
    write("mixed.jsonl", b"\n".join(lines))
    out = bad(1, "parse", "--format", "jsonl", "mixed.jsonl", lines=7,
              said=[f"demarche: mixed.jsonl:{n}: " for n in (2, 4, 5, 6, 8, 10, 11)])
    assert ids(out) == ["1", "3", "9"]


def test_files_that_cannot_be_read():
    write("good.txt", b"Kim met Lee.")
    write("latin.txt", b"caf\xe9")
    write("fake.gz", b"no gzip")
    os.makedirs(os.path.join(FOLDER, "folder"), exist_ok=True)
    out = bad(1, "parse", "--format", "jsonl", "missing.txt", "good.txt", "folder", "latin.txt", "fake.gz", "good.txt", "page.html",
              "https://example.com", lines=6,
              said=["missing.txt: cannot open it: No such file", "folder: it is a folder", "latin.txt: it is not UTF-8 (byte 3)",
                    "iconv", "fake.gz: ", "page.html: it looks like a web page", "https://example.com: it looks like an address"])
    assert ids(out) == ["good.txt", "good.txt"]
    os.rmdir(os.path.join(FOLDER, "folder"))


def test_odd_files():
    write("nul", b"\0" * 100000)
    assert json.loads(good("parse", "--format", "jsonl", "nul"))["tokens"]["end"] == [100000]
    bad(1, "parse", "--input", "jsonl", "nul", said=["nul:1: no JSON"])
    write("brackets", b"[" * 100000)
    assert len(json.loads(good("parse", "--format", "jsonl", "brackets"))["tokens"]["start"]) == 100000
    bad(1, "parse", "--input", "jsonl", "brackets", said=["brackets:1: no JSON: maximum parsing depth reached"])
    write("random", random.Random(1).randbytes(100000))
    bad(1, "parse", "random", said=["random: it is not UTF-8"])


def test_a_name_that_is_no_utf8():
    name = b"caf\xe9.txt"
    with open(os.path.join(FOLDER.encode(), name), "wb") as file:
        file.write(b"text")
    result = subprocess.run([DEMARCHE.encode(), b"parse", b"--format", b"jsonl", name], capture_output=True, env=ENVIRONMENT,
                            cwd=FOLDER, timeout=60)
    assert result.returncode == 0
    assert json.loads(result.stdout)["id"] == "caf\ufffd.txt"


def test_documents_over_the_limit():
    write("long.jsonl", b'{"text":"' + b"x" * 2000 + b'"}\n{"text":"short"}\n')
    out = bad(1, "parse", "--format", "jsonl", "--max-document", "1000", "long.jsonl",
              said=["long.jsonl:1: the document has 2011 bytes, more than 1000; raise --max-document"])
    assert ids(out) == ["2"]
    write("long.txt", b"x" * 1001)
    bad(1, "parse", "--max-document", "1000", "long.txt", said=["long.txt: the document has 1001 bytes"])
    good("parse", "--max-document", "1001", "long.txt")


# ---- models ----

def test_no_model():
    none = {"DEMARCHE_MODEL": None, "XDG_DATA_HOME": os.path.join(FOLDER, "nothing")}
    result = run("parse", input=b"x", env=none)
    if result.returncode == 0:
        raise tap.Skip("there is a model in the installation")
    assert result.returncode == 2
    assert "there is no en_core_web_sm.dmm" in result.stderr and "demarche model import PACKAGE" in result.stderr
    assert "DEMARCHE_MODEL" in result.stderr


def test_models_that_are_no_models():
    raw = read(MODEL)
    write("text.dmm", b"x" * 1000)
    write("empty.dmm", b"")
    write("cut.dmm", raw[:-1])
    write("flipped.dmm", raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:])
    write("newer.dmm", raw[:8] + b"\x63" + raw[9:])
    for name, words in (("missing.dmm", "No such file"), ("text.dmm", "not a file of this kind"), ("empty.dmm", "too short"),
                        ("cut.dmm", "cut off"), ("flipped.dmm", "checksum"), ("newer.dmm", "format 99"), (".", "folder")):
        for how in (dict(arguments=["--model", name]), dict(arguments=[], env={"DEMARCHE_MODEL": name})):
            out = bad(2, "parse", *how["arguments"], env=how.get("env"), input=b"x", said=[name, words])
            assert out == b""
            if name not in ("missing.dmm", "."):
                bad(2, "model", "show", name, said=[words, "demarche model import PACKAGE"])


def test_import_and_find():
    home = os.path.join(FOLDER, "home")
    env = {"DEMARCHE_MODEL": None, "HOME": home, "XDG_DATA_HOME": None}
    result = run("model", "import", os.path.join(DATA, "synthetic.whl"), env=env)
    assert result.returncode == 0, result.stderr
    path = os.path.join(home, ".local/share/demarche/en_core_web_sm.dmm")
    assert path in result.stderr and read(path) == read(MODEL)
    assert good("parse", env=env, input=b"Kim met Lee.") == good("parse", input=b"Kim met Lee.")
    data = os.path.join(FOLDER, "data/deep/er")
    env["XDG_DATA_HOME"] = data
    assert run("model", "import", os.path.join(DATA, "synthetic"), env=env).returncode == 0
    assert read(os.path.join(data, "demarche/en_core_web_sm.dmm")) == read(MODEL)
    bad(2, "model", "import", os.path.join(DATA, "synthetic"), env=dict(env, XDG_DATA_HOME="/dev/null/x"), said=["/dev/null", "-o"])
    bad(2, "model", "import", os.path.join(DATA, "synthetic"), env=dict(env, XDG_DATA_HOME=None, HOME=None), said=["HOME"])


def test_show():
    out = good("model", "show").decode()
    fields = dict(line.split("\t") for line in out.splitlines())
    assert fields["name"] == "en_synthetic" and fields["version"] == "3.8.0" and fields["tags"] == "17"
    assert len(fields["sha256"]) == 64
    assert good("model", "show", MODEL).decode() == out


def test_kill_during_an_import():
    """The file is the old one or the new one, never half of one; the same if it is killed before it gets its name."""
    folder = os.path.join(FOLDER, "killed")
    os.makedirs(folder)
    output = os.path.join(folder, "model.dmm")
    command = [DEMARCHE, "model", "import", os.path.join(DATA, "synthetic"), "-o", output]
    began = time.monotonic()
    subprocess.run(command, stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    takes = time.monotonic() - began
    r = random.Random(3)
    for _ in range(40):
        with open(output, "wb") as file:
            file.write(b"old")
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        time.sleep(r.random() * takes * 1.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        raw = read(output)
        assert raw == b"old" or raw == read(MODEL), len(raw)
        for name in set(os.listdir(folder)) - {"model.dmm"}:
            assert read(os.path.join(folder, name)) == read(MODEL), name
            os.remove(os.path.join(folder, name))


# ---- standard output, signals, memory ----

def test_standard_output_is_gone():
    for target in ("/dev/full", "closed", "pipe"):
        for arguments in (["parse", "--threads", "1"], ["parse", "--threads", "4"], ["model", "show"], ["--help"], ["--version"],
                          ["parse", "--help"]):
            text = b'{"text":"Kim met Lee."}\n' * 3000 if arguments[0] == "parse" else b""
            if target == "/dev/full":
                with open("/dev/full", "wb") as full:
                    result = run(*arguments, input=text, stdout=full)
            elif target == "closed":
                result = run(*arguments, input=text, preexec_fn=lambda: os.close(1), stdout=None)
            else:
                reader, writer = os.pipe()
                os.close(reader)
                result = run(*arguments, input=text, stdout=writer, restore_signals=False)
                os.close(writer)
            assert result.returncode == 2, (target, arguments, result.returncode, result.stderr)
            if arguments[0] == "parse" and "--help" not in arguments:
                assert result.stderr.count("cannot write the results") == 1, result.stderr


def test_a_reader_that_stops_early():
    process = subprocess.Popen([DEMARCHE, "parse", "--threads", "2", "--format", "jsonl", os.path.join(DATA, "documents.jsonl")],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    process.stdout.read(100)
    process.stdout.close()
    assert process.wait(timeout=120) == 2
    assert b"cannot write the results" in process.stderr.read()


def test_standard_input_is_closed():
    result = run("parse", stdin=None, preexec_fn=lambda: os.close(0))
    assert result.returncode == 1 and "-: cannot read it" in result.stderr, (result.returncode, result.stderr)
    write("good.txt", b"Kim met Lee.")
    result = run("parse", "--format", "jsonl", "good.txt", "good.txt", stdin=None, preexec_fn=lambda: os.close(0))
    assert result.returncode == 0 and ids(result.stdout) == ["good.txt"] * 2


def test_question_and_answer():
    """A program can send a document and wait for the answer before it sends the next, whatever the number of threads."""
    for threads in ("1", "2", "4"):
        process = subprocess.Popen([DEMARCHE, "parse", "--threads", threads, "--format", "jsonl", "--input", "jsonl"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        alarm = threading.Timer(60, process.kill)
        alarm.start()
        for i in range(20):
            process.stdin.write(b'{"id":%d,"text":"Kim met Lee."}\n' % i)
            process.stdin.flush()
            line = process.stdout.readline()
            assert line, f"no answer with {threads} threads"
            assert ids(line) == [str(i)]
        process.stdin.close()
        assert process.wait() == 0
        alarm.cancel()
        process.stdout.close()


def peak_memory(*arguments, produce):
    """Megabytes that the command took at most, with standard input from `produce`."""
    process = subprocess.Popen([DEMARCHE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    for raw in produce:
        process.stdin.write(raw)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss / 1024


def test_memory_with_an_endless_line():
    if SANITIZED:
        raise tap.Skip("memory is not measured with sanitizers")
    for kind in ("text", "jsonl"):
        status, peak = peak_memory("parse", "--threads", "2", "--input", kind, produce=(b"x" * (1 << 20) for _ in range(200)))
        assert status == 1 and peak < 130, (status, peak)


def test_memory_over_many_large_documents():
    if SANITIZED:
        raise tap.Skip("memory is not measured with sanitizers")
    row = json.dumps({"text": "x" * 400000}).encode() + b"\n"  # quickly parsed, as much output
    status, peak = peak_memory("parse", "--threads", "2", "--format", "jsonl", produce=(row for _ in range(300)))
    assert status == 0 and peak < 140, (status, peak)


def test_little_memory():
    """Too little memory for a document is an error of this document, not the end."""
    if SANITIZED:
        raise tap.Skip("sanitizers need more address space")
    write("big.jsonl", json.dumps({"text": "( " * 1500000}).encode() + b"\n" + b'{"text":"Kim met Lee."}\n')

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (260 << 20, 260 << 20))
    result = run("parse", "--threads", "1", "--format", "jsonl", "big.jsonl", preexec_fn=limit)
    assert result.returncode == 1, (result.returncode, result.stderr)
    assert "big.jsonl:1: no memory left" in result.stderr
    assert ids(result.stdout) == ["2"]


def test_quiet_in_a_pipe():
    write("good.txt", b"Kim met Lee.")
    assert run("parse", "good.txt").stderr == ""


tap.run(sys.modules[__name__])
