#!/usr/bin/env python3
"""Tables of one's own on top of a lexicon, and dictionaries of PETRARCH's that become such tables."""
import os
import subprocess
import sys
import tempfile

SOURCE = os.environ["TEST_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "support"))
import tap  # noqa: E402

DATA = os.environ["TEST_DATA"]
TEMPORARY = tempfile.TemporaryDirectory(prefix="demarche-test-")
TOP = TEMPORARY.name
LEXICON = os.path.join(TOP, "small.dml")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": TOP, "LANG": "C.UTF-8", "XDG_CACHE_HOME": os.path.join(TOP, "cache"),
               "DEMARCHE_MODEL": os.path.join(DATA, "synthetic.dmm"), "DEMARCHE_LEXICON": LEXICON}
GROUPS = "name\tnames\tcountry\tsector\tother_sectors\tfrom\tto\n"


def run(*arguments, input="", status=0):
    result = subprocess.run([os.environ["DEMARCHE"], *arguments], input=input, capture_output=True, text=True, env=ENVIRONMENT,
                            cwd=TOP, timeout=300)
    assert result.returncode == status, (result.returncode, result.stderr)
    return result


def folder(name, **tables):
    path = os.path.join(TOP, name)
    os.makedirs(path, exist_ok=True)
    for table, text in tables.items():
        with open(os.path.join(path, table.replace("_", "-") + ".tsv"), "w", encoding="utf-8") as file:
            file.write(text)
    return path


def write(name, text):
    with open(os.path.join(TOP, name), "w", encoding="utf-8") as file:
        file.write(text)
    return name


def shown(own):
    return dict(line.split("\t") for line in run("lexicon", "show", own).stdout.splitlines())


def test_compile():
    run("lexicon", "compile", os.path.join(DATA, "tables"), "-o", LEXICON)


def names(own):
    return int(shown(own)["names and nouns"])


def test_a_new_name_and_an_overridden_one():
    row = "Grey Lantern\t\tNOR\tREB\t\t\t\n"
    assert names(folder("own", groups=GROUPS + row)) == names(LEXICON) + 1
    both = folder("both", groups=GROUPS + row + "White Foot\tRed Hand\tNOR\tPRM\t\t\t\n")
    assert names(both) == names(LEXICON) + 2  # Red Hand takes the place of Red Hand


def test_what_the_lexicon_says_too_stays():
    own = folder("same", groups=GROUPS + "Bluehouse\tBlue House\tNOR\tGOV\t\t\t\n")
    assert names(own) == names(LEXICON) + 1


def test_types_and_frames():
    own = folder("types", types="type\tquad\tscore\tflags\twhat\nHAIL\t1\t2\t\tgreets\n",
                 frames="predicate\tpos\twhen\tevent\tmode\tcameo\tactor\trecipient\tflags\texample\tcodes\n"
                        "condemn\tv\t\tHAIL\t\t\tsubj\tobj\t\t\t\nhail\tv\t\tHAIL\t\t\tsubj\tobj\t\t\t\n")
    before, after = shown(LEXICON), shown(own)
    assert int(after["event types"]) == int(before["event types"]) + 1
    assert int(after["frames"]) == int(before["frames"]) + 1  # one in place of another, one more


def test_compiled_once():
    own = folder("once", groups=GROUPS + "Grey Lantern\t\tNOR\tREB\t\t\t\n")
    first = shown(own)
    assert first["file"].startswith(os.path.join(TOP, "cache")), first
    assert shown(own + "/") == first
    folder("once", groups=GROUPS + "Grey Lantern\t\tKEN\tREB\t\t\t\n")
    assert shown(own)["sha256"] != first["sha256"]


def test_faults_name_the_table():
    own = folder("faulty", groups=GROUPS + "Grey Lantern\t\tXXX\tREB\t\t\t\n")
    assert "groups.tsv:2" in run("lexicon", "show", own, status=2).stderr
    assert "no tables" in run("lexicon", "show", folder("empty"), status=2).stderr


ACTORS = """<!-- a header -->
# a comment
OSTLAND_ [NOR] ; a state
+OSTLANDER_
RIVER_FRONT_ [KENREB]
+FRONT_OF_THE_RIVER
+RFX
ARNO_KELDAN_
+KELDAN
\t[NORGOV 990101-20050630]
\t[NORELI >050701]
\t[NOR]
UNCODED_
BAD_DAYS_ [KENGOV 991301-991302]
ODD_LEAGUE_ [IGOXQL]
OPEN_ [KENREB
"""
AGENTS = """!CHIEF! = CHIEF, CHIEFS, HEADMAN, HEADMEN
FERRY_!CHIEF! [~GOV]
ZITHERMAN {ZITHERMEN} [~LAB]
HARPIST [~REB]
HARPIST [~REB]
BARD_!NOBODY! [~CVL]
"""


def test_import():
    actors_file, agents_file = write("a.actors", ACTORS), write("a.agents", AGENTS)
    result = run("lexicon", "import", actors_file, agents_file, "-o", "imported", status=1)
    rows = {}
    for table in ("countries", "groups", "offices", "roles"):
        with open(os.path.join(TOP, "imported", table + "-petrarch.tsv"), encoding="utf-8") as file:
            rows[table] = [line.split("\t") for line in file.read().splitlines()[1:]]
    assert [r[:3] for r in rows["countries"]] == [["NOR", "Ostland", "Ostlander"]]
    assert [r[:4] for r in rows["groups"]] == [["River Front", "Front Of The River|RFX", "KEN", "REB"], ["Odd League", "", "IGO", ""]]
    assert [[r[0], r[1], *r[3:5], *r[6:]] for r in rows["offices"]] == [
        ["Arno Keldan", "Keldan", "NOR", "GOV", "1999-01-01", "2005-06-30"],
        ["Arno Keldan", "Keldan", "NOR", "ELI", "2005-07-01", ""]]
    assert [r[:3] for r in rows["roles"]] == [["ferry chief", "", "GOV"], ["ferry headman", "", "GOV"],
                                              ["zitherman", "zithermen", "LAB"], ["harpist", "", "REB"]]
    lost = result.stderr.splitlines()
    for words in ("a.actors:12: Arno Keldan", "a.actors:13: Uncoded", "a.actors:14: KENGOV", '"XQL"', "not closed",
                  "a.agents:5: harpist", "a.agents:6: BARD"):
        assert any(words in line for line in lost), (words, lost)
    assert f"{len(lost)} not carried over" in result.stdout
    assert names("imported") > names(LEXICON) + 9


def test_import_misuse():
    assert "cannot open" in run("lexicon", "import", "nothing.actors", "-o", "x", status=2).stderr
    assert "import FILE" in run("lexicon", "import", "a.actors", status=2).stderr


tap.run(sys.modules[__name__])
