#!/usr/bin/env python3
"""`demarche lexicon compile` on the small tables with faults: compile_cases.tsv, and what is wrong with whole files."""
import gzip
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["TEST_SOURCE"]
sys.path[:0] = [os.path.join(SOURCE, "support"), os.path.join(SOURCE, "lexicon")]
import make_lexicon  # noqa: E402
import tap  # noqa: E402

DEMARCHE = os.environ["DEMARCHE"]
GOOD = os.path.join(os.environ["TEST_DATA"], "tables")


class Tables:
    """A copy of the small tables that a case may change."""

    def __enter__(self):
        self.top = tempfile.mkdtemp()
        self.folder = os.path.join(self.top, "tables")
        self.lexicon = os.path.join(self.top, "out.dml")
        shutil.copytree(GOOD, self.folder)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, content, *names):
        with open(self.path(*names), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))

    def compile(self):
        return subprocess.run([DEMARCHE, "lexicon", "compile", self.folder, "-o", self.lexicon], capture_output=True, text=True,
                              timeout=120)

    def refused(self, *parts):
        result = self.compile()
        assert result.returncode == 2, result
        for part in parts:
            assert part in result.stderr, (part, result.stderr)
        assert not os.path.exists(self.lexicon)
        assert len(result.stderr.splitlines()) == 1, result.stderr


def header(table):
    return make_lexicon.TABLES[table][0].replace(" ", "\t")


def test_the_tables_themselves():
    with Tables() as t:
        result = t.compile()
        assert result.returncode == 0, result.stderr
        with open(t.lexicon, "rb") as ours, open(os.path.join(os.environ["TEST_DATA"], "small.dml"), "rb") as built:
            assert ours.read() == built.read()


def test_faulty_rows():
    wrong = []
    with open(os.path.join(SOURCE, "lexicon", "compile_cases.tsv"), encoding="utf-8") as file:
        cases = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")][1:]
    with Tables() as t:
        for table, row, message in cases:
            path = t.path("lexicon", table + ".tsv")
            with open(path, "rb") as file:
                before = file.read()
            cells = [cell.strip() for cell in row.split(" ; ")]
            t.write("# A table.\n" + header(table) + "\n" + "\t".join(cells) + "\n", "lexicon", table + ".tsv")
            result = t.compile()
            want = f"{table}.tsv:3: {message}"
            if result.returncode != 2 or want not in result.stderr:
                wrong.append(f"{row}: {result.returncode} {result.stderr}")
            t.write(before, "lexicon", table + ".tsv")
    assert not wrong, "\n".join(wrong)


def test_columns():
    with Tables() as t:
        t.write("word\tkind\nstreet\tstreet\n", "lexicon", "designators.tsv")
        t.refused("designators.tsv:1: there is no column \"before\"")
        t.write("word\tkind\tbefore\tcolour\nstreet\tstreet\t\t\n", "lexicon", "designators.tsv")
        t.refused("designators.tsv:1: there is no such column as \"colour\"")
        t.write("word\tkind\tbefore\nstreet\tstreet\n", "lexicon", "designators.tsv")
        t.refused("designators.tsv:2: the row has 2 cells, the header 3")


def test_rows_that_stand_twice():
    with Tables() as t:
        t.write(header("designators") + "\nstreet\tstreet\t\nstreet\tstreet\t\n", "lexicon", "designators.tsv")
        t.refused("designators.tsv:3: \"street\" stands here twice")
    with Tables() as t:
        with open(t.path("lexicon", "metonyms.tsv"), "a", encoding="utf-8") as file:
            file.write("Blue House\tNOR\tGOV\t\tpresidency\n")
        t.refused("metonyms.tsv:4: \"blue house\" stands in line 3 too")
    with Tables() as t:
        with open(t.path("lexicon", "times.tsv"), "a", encoding="utf-8") as file:
            file.write("monday\tweekday\t1\t\t\t\n")
        t.refused("times.tsv:", "\"monday\" stands in line 4 too")


def test_ontology():
    with Tables() as t:
        with open(t.path("ontology", "types.tsv"), encoding="utf-8") as file:
            lines = file.read().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if line.startswith("CONSULT"))
        lines[at - 1:at + 1] = [lines[at], lines[at - 1]]
        t.write("".join(lines), "ontology", "types.tsv")
        t.refused("types.tsv:", "here must stand AGREE")


def test_files():
    with Tables() as t:
        t.write("a\tb\n", "lexicon", "colours.tsv")
        t.refused("colours.tsv: there is no such table")
    with Tables() as t:
        t.write(b"word\tkind\tbefore\nstre\xfft\tstreet\t\n", "lexicon", "designators.tsv")
        t.refused("designators.tsv:2: it is not UTF-8; save it as UTF-8")
    with Tables() as t:
        t.write("", "lexicon", "designators.tsv")
        t.refused("there is no header line")
    with Tables() as t:
        t.write("# notes", "lexicon", ".hidden.tsv")
        t.write("# notes", "lexicon", "notes.txt")
        assert t.compile().returncode == 0
    with Tables() as t:
        packed = gzip.compress((header("groups") + "\n").encode(), mtime=0)
        os.remove(t.path("lexicon", "groups.tsv"))
        t.write(packed, "lexicon", "groups.tsv.gz")
        assert t.compile().returncode == 0
        os.remove(t.lexicon)
        t.write(packed[:-9], "lexicon", "groups.tsv.gz")
        t.refused("groups.tsv.gz: it cannot be unpacked", "; pack it with gzip again")


def test_folders():
    with Tables() as t:
        shutil.rmtree(t.folder)
        t.refused("cannot open it: No such file or directory; name the folder that holds the tables")
        os.mkdir(t.folder)
        t.refused("there are no tables in it")


def test_weights():
    good = make_lexicon.weights(make_lexicon.net("small", 3, vectors=1))
    with Tables() as t:
        t.write(good[:-1], "weights", "small.bin")
        t.refused("small.bin: the weights are cut; make the weights anew: train/README.md")
        t.write(b"", "weights", "small.bin")
        t.refused("small.bin: the weights are not of the form that this version reads")
        t.write(good, "weights", "small.bin")
        t.write(good, "weights", "too.bin")
        t.refused("too.bin: net/small is there twice; take one of the files out")


def test_order_of_files_is_no_matter():
    with Tables() as t:
        assert t.compile().returncode == 0
        with open(t.lexicon, "rb") as file:
            first = file.read()
        for name in sorted(os.listdir(t.path("lexicon")), reverse=True):  # written anew in another order
            with open(t.path("lexicon", name), "rb") as file:
                content = file.read()
            os.remove(t.path("lexicon", name))
            t.write(content, "lexicon", name)
        assert t.compile().returncode == 0
        with open(t.lexicon, "rb") as file:
            assert file.read() == first


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
