#!/usr/bin/env python3
"""`demarche model import`: what it refuses, with which words, and what it takes.

Each case changes one file of the synthetic package. A refusal has status 2, names component and reason on stderr, and
leaves no file.
"""
import array
import copy
import json
import os
import struct
import subprocess
import sys
import tempfile

SOURCE = os.environ["TEST_SOURCE"]
sys.path[:0] = [os.path.join(SOURCE, "support"), SOURCE + "/model"]
import make_pipeline  # noqa: E402
import msgpack  # noqa: E402
import tap  # noqa: E402

PARTS = make_pipeline.parts()
PACKAGE = os.path.join(os.environ["TEST_DATA"], "synthetic")
FOLDER = tempfile.TemporaryDirectory(prefix="demarche-test-")


def run(package, output):
    return subprocess.run([os.environ["DEMARCHE"], "model", "import", package, "-o", output], capture_output=True,
                          text=True, timeout=120)


def package(name, raw):
    """The synthetic package with other bytes in one file; without it if raw is None."""
    out = tempfile.mkdtemp(dir=FOLDER.name)
    for path in PARTS:
        os.makedirs(os.path.dirname(os.path.join(out, path)), exist_ok=True)
        if path != name:
            os.symlink(os.path.join(PACKAGE, path), os.path.join(out, path))
        elif raw is not None:
            with open(os.path.join(out, path), "wb") as file:
                file.write(raw)
    return out


def change(name, edit):
    """Bytes of a file after `edit` of its value; edit may also return the new value."""
    value = copy.deepcopy(PARTS[name])
    changed = edit(value)
    return make_pipeline.encode(name, value if changed is None else changed)


def refused(name, edit, *words, status=2):
    raw = None if edit is None else edit if isinstance(edit, bytes) else change(name, edit)
    output = os.path.join(FOLDER.name, "out.dmm")
    result = run(package(name, raw), output)
    written = os.path.exists(output)
    if written:
        os.remove(output)
    assert result.returncode == status, (result.returncode, result.stderr)
    assert not written, "a file was written"
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0], f"{word!r} is not in {lines[0]!r}"
    return lines[0]


def taken(name, edit):
    output = os.path.join(FOLDER.name, "good.dmm")
    result = run(package(name, change(name, edit)), output)
    assert result.returncode == 0, result.stderr
    with open(output, "rb") as file:
        raw = file.read()
    os.remove(output)
    return raw


def base():
    with open(os.path.join(os.environ["TEST_DATA"], "synthetic.dmm"), "rb") as file:
        return file.read()


def config(old, new):
    def edit(text):
        assert old in text, old
        return text.replace(old, new)
    return edit


# ---- thinc models ----

def nodes(model, name):
    return [i for i, node in enumerate(model["nodes"]) if node["name"] == name]


def param(node_name, which, key, value):
    """Sets a parameter of the which-th node of that name."""
    def edit(model):
        i = nodes(model, node_name)[which]
        if value is None:
            del model["params"][i][key]
        else:
            model["params"][i][key] = value(model["params"][i][key])
    return edit


def attr(node_name, key, value, which=0):
    def edit(model):
        model["attrs"][nodes(model, node_name)[which]][key] = value
    return edit


def zeros(*shape):
    n = 1
    for d in shape:
        n *= d
    return lambda old: msgpack.Array(shape, array.array("f", bytes(4 * n)))


def with_number(at, number):
    def edit(old):
        data = array.array("f", old.data)
        data[at] = number
        return msgpack.Array(old.shape, data)
    return edit


# ---- cases ----

def test_every_file_is_needed():
    for name in PARTS:
        if name.startswith("vocab/") and name != "vocab/lookups.bin" or name == "tok2vec/cfg":
            continue
        if name == "config.cfg":
            refused(name, None, "there is no config.cfg in it")
        else:
            refused(name, None, name, "the package has no such file")


def test_every_file_cut_off():
    for name, value in PARTS.items():
        if name.startswith("vocab/") and name != "vocab/lookups.bin" or name in ("tok2vec/cfg", "config.cfg"):
            continue
        raw = make_pipeline.encode(name, value)
        for n in (0, 1, len(raw) // 2, len(raw) - 1):
            refused(name, raw[:n])


def test_every_file_is_something_else():
    for name in PARTS:
        if name.startswith("vocab/") and name != "vocab/lookups.bin" or name == "tok2vec/cfg":
            continue
        for raw in (b"\xff" * 50, b"[]", b"{}", b"\x80", b"\x90", b"\xc0", b"null", b"\x00" * 1000, b"5"):
            if (name.endswith("/cfg") and raw == b"{}") or (name == "attribute_ruler/patterns" and raw == b"\x90"):
                continue  # no settings, no rules: nothing wrong with that
            refused(name, raw)


def test_parts_and_their_order():
    for old, new in (('"tagger","parser"', '"parser","tagger"'), (',"ner"]', "]"), ('["tok2vec",', '["tok2vec","senter",'),
                     ('"ner"]', '"ner","entity_linker"]'), ('["tok2vec","tagger"', '["tagger","tok2vec"'),
                     ('["tok2vec",', '["tok2vec",5,'), ('["tok2vec",', "["), ('pipeline = [', 'pipeline = ')):
        refused("config.cfg", config(old, new), "nlp.pipeline", "the pipeline is not")
    refused("config.cfg", config("disabled = []", 'disabled = ["ner"]'), "nlp.pipeline")


def test_disabled_components_do_not_count():
    def edit(text):
        return text.replace('["tok2vec",', '["tok2vec","senter",').replace("disabled = []", 'disabled = ["senter"]')
    assert sections(taken("config.cfg", edit)) == sections(base())


def test_architectures():
    for old, new, *words in (
            ('lang = "en"', 'lang = "de"', "nlp", "lang is de", "only en"),
            ("spacy.Tokenizer.v1", "my.Tokenizer.v1", "nlp", "tokenizer"),
            ('factory = "tagger"', 'factory = "morphologizer"', "components.tagger", "morphologizer"),
            ('factory = "lemmatizer"', 'factory = "trainable_lemmatizer"', "components.lemmatizer"),
            ('mode = "rule"', 'mode = "lookup"', "components.lemmatizer", "mode is lookup"),
            ("model = null\noverwrite = false", "model = null\noverwrite = true", "components.lemmatizer", "overwrite"),
            ("extra_state_tokens = false", "extra_state_tokens = true", "extra_state_tokens is true"),
            ("use_upper = true", "use_upper = false", "use_upper is false"),
            ("include_static_vectors = false", "include_static_vectors = true", "include_static_vectors is true"),
            ("window_size = 1", "window_size = 2", "window_size is 2"),
            ("spacy.MaxoutWindowEncoder.v2", "spacy.MishWindowEncoder.v2", "spacy.MishWindowEncoder.v2"),
            ("spacy.MultiHashEmbed.v2", "spacy.CharacterEmbed.v2", "spacy.CharacterEmbed.v2"),
            ("spacy.TransitionBasedParser.v2", "spacy.TransitionBasedParser.v3", "TransitionBasedParser.v3"),
            ("spacy.Tok2VecListener.v1", "spacy-transformers.TransformerListener.v1", "Transformer"),
            ("normalize = false", "normalize = true", "normalize is true"),
            ("spacy.Tagger.v2", "spacy.Tagger.v3", "spacy.Tagger.v3"),
            ('upstream = "tok2vec"', 'upstream = "*"', "upstream is *"),
            ("[components.ner.model.tok2vec]", "[components.ner.model.x]", "not set")):
        refused("config.cfg", config(old, new), *words)


def test_meta():
    refused("meta.json", lambda v: v.pop("name") and None, "meta.json", "which pipeline")
    refused("meta.json", lambda v: v.update(version=5), "meta.json")
    refused("meta.json", lambda v: v.update(lang=None), "meta.json")
    taken("meta.json", lambda v: v.pop("license") and None)


def test_patterns_of_the_tokenizer():
    def pattern(key, text):
        return lambda v: v.update({key: text})
    for key in ("prefix_search", "suffix_search", "infix_finditer", "url_match"):
        refused("tokenizer", pattern(key, None), "tokenizer", "has no " + key)
        for escape in "DWsbBAZnrtfvNxhHKGXRCQEgkzVceoapP0123456789" if key == "infix_finditer" else "Db1":
            refused("tokenizer", pattern(key, "^x$|^[a" + "\\" + escape + "]$"), key, "\\" + escape)
        refused("tokenizer", pattern(key, "^\\w$"), key, "\\w")
        refused("tokenizer", pattern(key, "^[\\S]$"), key, "\\S")
        refused("tokenizer", pattern(key, "^[^]\\S]$"), key, "\\S")
        refused("tokenizer", pattern(key, "^a$|^(b$"), key, "cannot be compiled")
        refused("tokenizer", pattern(key, "^a$|^b\\"), key)
        taken("tokenizer", pattern(key, r"^\w\S$".replace(r"\w", r"[\w\d]") + r"|^\S\d(a|b)$|^[]|^\]]$|^\|$"))
    for text in ("a", "^a|b", "^a|b|^c", "(?:^a|^b)|c", "^a|", "|^a"):
        refused("tokenizer", pattern("prefix_search", text), "prefix_search", "bound to neither end")
    for text in ("a", "a$|b", "a|b$", "a\\$", "(a$)", "a$|", "|a$"):
        refused("tokenizer", pattern("suffix_search", text), "suffix_search", "bound to neither end")
    refused("tokenizer", lambda v: v.update(token_match="x"), "token_match")


def test_exceptions_of_the_tokenizer():
    def exception(key, tokens):
        return lambda v: v["exceptions"].update({key: tokens})
    refused("tokenizer", lambda v: v.pop("exceptions") and None, "has no exceptions")
    refused("tokenizer", lambda v: v.update(exceptions=[]), "has no exceptions")
    for tokens in ([], "ab", [5], None):
        refused("tokenizer", exception("ab", tokens), "exception")
    refused("tokenizer", exception("", [{65: ""}]), "exception")
    for tokens in ([{65: "a"}], [{65: "a"}, {65: "c"}], [{65: "ab"}, {65: "c"}], [{65: ""}, {65: "ab"}], [{67: "ab"}],
                   [{65: "ab", 73: "lemma"}], [{65: "ab", 67: 5}], [{}]):
        refused("tokenizer", exception("ab", tokens), "do not add up")
    refused("tokenizer", exception("\u00e9", [{65: b"\xc3"}, {65: b"\xa9"}]), "UTF-8")
    refused("tokenizer", exception("ab", [{65: "ab", 67: b"\xff"}]), "UTF-8")


def test_norms():
    refused("vocab/lookups.bin", lambda v: v.pop("lexeme_norm") and None, "vocab", "no table lexeme_norm")
    refused("vocab/lookups.bin", lambda v: v.update(lexeme_norm=[]), "vocab", "no table lexeme_norm")
    refused("vocab/lookups.bin", lambda v: v["lexeme_norm"].update({"text": "x"}), "row", "lexeme_norm")
    refused("vocab/lookups.bin", lambda v: v["lexeme_norm"].update({5: 6}), "row", "lexeme_norm")
    refused("vocab/lookups.bin", lambda v: v["lexeme_norm"].update({5: b"\xff"}), "UTF-8")


def test_shapes():
    for name in ("tok2vec", "ner"):
        model, wide = name + "/model", 96 * len(make_pipeline.COLUMNS[name])
        for which, key, shape in ((0, "W", (96, 3, wide + 96)), (0, "W", (96, 2, wide)), (0, "W", (95, 3, wide)),
                                  (0, "W", (96, 3 * wide)), (0, "b", (96, 2)), (0, "b", (288,)), (1, "W", (96, 3, 384)),
                                  (4, "W", (96, 3, 96)), (4, "b", (64, 3))):
            refused(model, param("maxout", which, key, zeros(*shape)), name, "has shape", "the engine runs only")
        for which, key, shape in ((0, "G", (97,)), (3, "b", (1, 96)), (4, "G", (64,))):
            refused(model, param("layernorm", which, key, zeros(*shape)), name, "has shape")
        refused(model, param("hashembed", 1, "E", zeros(31, 64)), name, "has shape")
        refused(model, param("maxout", 2, "W", None), name, "lacks the weights")
        refused(model, param("maxout", 2, "W", lambda old: None), name, "lacks the weights")
        refused(model, param("hashembed", 0, "E", None), name, "embedding table")
    for name, slots, classes in (("parser", 8, 22), ("ner", 3, 18)):
        model = name + "/model"
        refused(model, param("precomputable_affine", 0, "W", zeros(slots + 1, 64, 2, 64)), name, "has shape")
        refused(model, param("precomputable_affine", 0, "W", zeros(slots, 64, 3, 64)), name, "has shape")
        refused(model, param("precomputable_affine", 0, "b", zeros(64, 3)), name, "has shape")
        refused(model, param("precomputable_affine", 0, "pad", zeros(slots, 64, 2)), name, "has shape")
        refused(model, param("linear", 0, "W", zeros(classes + 1, 64)), name)
        refused(model, param("linear", 0, "b", zeros(classes + 1)), name)
        refused(model, param("linear", 1, "W", zeros(64, 128)), name, "has shape")
    refused("tagger/model", param("softmax", 0, "W", zeros(16, 96)), "tagger", "has shape")
    refused("tagger/model", param("softmax", 0, "b", zeros(18)), "tagger", "has shape")


def test_other_kinds_of_numbers():
    def as_double(old):
        tree = old.tree()
        tree[b"type"] = "<f8"
        return tree

    def short_of_bytes(old):
        tree = old.tree()
        tree[b"data"] = tree[b"data"][:-4]
        return tree

    def text_keys(old):
        return {key.decode(): value for key, value in old.tree().items()}
    for edit in (as_double, short_of_bytes, lambda old: 5, lambda old: {}):
        refused("tok2vec/model", param("maxout", 0, "W", edit), "tok2vec", "lacks the weights")
    assert taken("tok2vec/model", param("maxout", 0, "W", text_keys))


def test_numbers_that_are_not_finite():
    for number in (float("nan"), float("inf"), float("-inf")):
        for component, node, key in (("tok2vec", "maxout", "W"), ("tok2vec", "hashembed", "E"), ("tok2vec", "layernorm", "G"),
                                     ("tagger", "softmax", "b"), ("parser", "precomputable_affine", "pad"),
                                     ("ner", "linear", "W")):
            line = refused(component + "/model", param(node, 0, key, with_number(-1, number)), component, "not finite")
            assert key in line or "pad" in line or "gain" in line


def test_embeddings():
    refused("tok2vec/model", attr("hashembed", "seed", msgpack.pack(1 << 32)), "tok2vec", "embedding table")
    refused("tok2vec/model", attr("hashembed", "seed", msgpack.pack(-1)), "tok2vec", "embedding table")
    refused("tok2vec/model", attr("hashembed", "seed", msgpack.pack("8")), "tok2vec", "embedding table")
    refused("tok2vec/model", attr("hashembed", "seed", b""), "tok2vec", "embedding table")
    refused("tok2vec/model", attr("hashembed", "column", msgpack.pack(6)), "tok2vec", "embedding table")
    refused("tok2vec/model", attr("hashembed", "column", msgpack.pack(1)), "tok2vec", "embedding table")  # twice
    columns = [name for name, _ in make_pipeline.COLUMNS["tok2vec"]]
    for value, *words in ((columns[:5], "embedding table"), (columns[:5] + ["LOWER"], "it reads the feature LOWER"),
                          (columns[:5] + ["ORTH"], "ORTH"), (columns + ["NORM"], "features cannot be read"),
                          ([], "features cannot be read"), ("NORM", "features cannot be read"), ([5], "reads the feature")):
        refused("tok2vec/model", attr("extract_features", "columns", msgpack.pack(value)), "tok2vec", *words)

    def rename(old, new, which=0):
        def edit(model):
            model["nodes"][nodes(model, old)[which]]["name"] = new
        return edit
    refused("tok2vec/model", rename("hashembed", "charembed", 5), "tok2vec", "5 embedding tables for 6 features")
    refused("tok2vec/model", rename("list2ragged", "static_vectors"), "tok2vec", "static word vectors")
    refused("tok2vec/model", rename("extract_features", "other"), "tok2vec", "features cannot be read")
    refused("tok2vec/model", rename("list2ragged", "extract_features"), "tok2vec", "features cannot be read")
    refused("tok2vec/model", rename("maxout", "mish", 4), "tok2vec", "lacks the weights")
    refused("tok2vec/model", rename("ragged2list", "maxout"), "tok2vec")


def test_padding():
    name = [n["name"] for n in PARTS["tok2vec/model"]["nodes"] if n["name"].startswith("with_array(residual")][0]
    for value in (3, 0, 5, None, "4"):
        refused("tok2vec/model", attr(name, "pad", msgpack.pack(value)), "tok2vec", "padded by 4")

    def rename(model):
        model["nodes"][nodes(model, name)[0]]["name"] = "with_array(other)"
    refused("tok2vec/model", rename, "tok2vec", "encoder is not of a known form")


def test_lists_of_a_model():
    for component in ("tok2vec", "tagger", "parser", "ner"):
        name = component + "/model"
        for key in ("nodes", "attrs", "params"):
            refused(name, lambda v: v.pop(key) and None, component, "not a thinc model")
            refused(name, lambda v: v[key].pop() and None or None, component)
            refused(name, lambda v: v.update({key: {}}), component, "not a thinc model")
        refused(name, lambda v: v.update(nodes=[], attrs=[], params=[]), component, "empty")
        refused(name, lambda v: v.update(nodes=[5] * len(v["nodes"])), component)


def test_layers_of_a_transition_system():
    for component in ("parser", "ner"):
        name = component + "/model"
        for refs in ({}, {"lower": 2}, {"lower": 2, "upper": 10000}, {"lower": -1, "upper": 3}, {"lower": "2", "upper": 3}):
            refused(name, lambda v: v["nodes"][0].update(refs=refs), component, "no lower and upper layer")
        refused(name, lambda v: v["nodes"][0]["refs"].update(lower=3), component)
        refused(name, lambda v: v["nodes"][0]["refs"].update(upper=0), component, "projections")


def test_moves():
    def moves(component, edit):
        def change_(value):
            table = json.loads(value["moves"])
            changed = edit(table)
            value["moves"] = json.dumps(table if changed is None else changed)
        return lambda: refused(component + "/moves", change_, component)
    for component in ("parser", "ner"):
        for edit in (lambda t: t["2"].pop(list(t["2"])[0]) and None, lambda t: t["3"].update(extra=1), lambda t: [],
                     lambda t: t.update({"3": []}), lambda t: t["3"].update(dobj="90", PERSON="90"), lambda t: {},
                     lambda t: t.update({"6": {}, "7": {}}), lambda t: t["3"].update(dobj=1.5, PERSON=1.5)):
            moves(component, edit)()
        refused(component + "/moves", lambda v: v.update(moves="{"), component, "moves")
        refused(component + "/moves", lambda v: v.update(moves=5), component, "moves")
        refused(component + "/moves", lambda v: v.pop("moves") and None, component, "moves")

    def subtok(value):
        value["moves"] = value["moves"].replace('"aux"', '"subtok"')
    refused("parser/moves", subtok, "parser", "subtok")

    def fifth(value):
        value["moves"] = value["moves"].replace('"4":{"ROOT":300}', '"5":{"ROOT":300}')
    refused("parser/moves", fifth, "parser", "move of kind 5")

    def nameless(value):
        value["moves"] = value["moves"].replace('"PERSON"', '""', 1)
    refused("ner/moves", nameless, "ner", "without a label")

    def other_end(value):
        table = json.loads(value["moves"])
        table["3"]["OTHER"] = table["3"].pop("THING")
        value["moves"] = json.dumps(table)
    # each can be read; only together they are wrong, which is seen when the model is made ready
    output = os.path.join(FOLDER.name, "odd.dmm")
    run(package("ner/moves", change("ner/moves", other_end)), output)
    if os.path.exists(output):
        result = subprocess.run([os.environ["DEMARCHE"], "parse", "--model", output], input="x", capture_output=True, text=True)
        assert result.returncode == 2 and "cannot end what it begins" in result.stderr, result.stderr


def test_settings():
    for component in ("parser", "ner"):
        for key, value in (("beam_width", 16), ("beam_width", 0), ("beam_width", "1"), ("learn_tokens", True), ("learn_tokens", 1)):
            refused(component + "/cfg", lambda v: v.update({key: value}), component, "beam")


def test_labels_of_the_tagger():
    refused("tagger/cfg", lambda v: v.update(labels=[]), "tagger", "labels cannot be read")
    refused("tagger/cfg", lambda v: v.update(labels=["A", 5]), "tagger", "labels cannot be read")
    refused("tagger/cfg", lambda v: v.update(labels={"A": 1}), "tagger", "labels cannot be read")
    refused("tagger/cfg", lambda v: v.update(labels=["T%d" % i for i in range(1000)]), "tagger", "labels cannot be read")
    refused("tagger/cfg", lambda v: v["labels"].append("MORE"), "tagger", "has shape")


def test_rules():
    def rule(patterns, attrs={"POS": "X"}, index=0, **more):
        return lambda v: v.append(dict({"patterns": patterns, "attrs": attrs, "index": index}, **more))

    def no(edit, *words):
        refused("attribute_ruler/patterns", edit, "attribute_ruler", *words)
    for key in ("ORTH", "TEXT", "NORM", "LEMMA", "POS", "ENT_TYPE", "OP", "_", "LENGTH", "IS_ALPHA"):
        no(rule([[{key: "x"}]]), "a pattern tests " + key)
    no(rule([[{"TAG": "NN", "OP": "+"}]]), "tests OP")
    no(rule([[{75: "NN"}]]), "a pattern tests")
    for predicate in ({"FUZZY": "x"}, {"IS_SUBSET": ["x"]}, {">=": 1}, {"IN": ["a"], "NOT_IN": ["b"]}, {}):
        no(rule([[{"LOWER": predicate}]]), "predicate")
    no(rule([[{"TAG": {"REGEX": "^n'?t$"}}]]), "predicate REGEX")
    for text in ("^x$", "n'?t$", ".*", 5):
        no(rule([[{"LOWER": {"REGEX": text}}]]), "regular expression")
    for value in (5, None, True, ["NN"] if False else 1.5):
        no(rule([[{"TAG": value}]]), "not text")
    no(rule([[{"TAG": {"IN": ["NN", 5]}}]]), "something else than text")
    no(rule([[{"IS_SPACE": 1}]]), "IS_SPACE")
    no(rule([[{}]]), "without conditions")
    no(rule([[5]]), "without conditions")
    no(rule([[]]), "0 tokens")
    no(rule([[{"TAG": "A"}] * 3]), "3 tokens")
    no(rule([5]), "0 tokens")
    for index in (1, -2, 5, -100, 1 << 63, 1 << 40):
        no(rule([[{"TAG": "A"}]], index=index))
    no(rule([[{"TAG": "A"}]], index="0"), "not of a known form")
    no(rule([[{"TAG": "A"}]], more=1), "not of a known form")
    no(rule({}), "not of a known form")
    no(lambda v: v.append(5), "not of a known form")
    for attrs in ({"ENT_TYPE": "X"}, {"_": {}}, {80: "X"}, {"POS": 5}, {"POS": None}):
        no(rule([[{"TAG": "A"}]], attrs), "a rule sets")
    no(rule([[{"TAG": "A"}]], 5), "sets nothing")
    no(rule([[{"TAG": "A"}]], {"MORPH": "Number"}), "features")
    no(rule([[{"TAG": "A"}]], {"MORPH": "|".join("F%d=1" % i for i in range(40))}), "features")
    no(lambda v: v.extend([v[0]] * 5000), "more than 4096 rules")
    no(rule([[{"TAG": "A"}]] * 5000), "more than 4096 patterns")
    refused("attribute_ruler/patterns", lambda v: {"a": v}, "attribute_ruler")


def test_lemmas():
    def no(edit, *words):
        refused("lemmatizer/lookups/lookups.bin", edit, "lemmatizer", *words)
    noun = make_pipeline.string_id("noun")
    for name in ("lemma_index", "lemma_exc", "lemma_rules"):
        no(lambda v: v.pop(name) and None, "has no table " + name)
        no(lambda v: v.update({name: []}), "has no table " + name)
        no(lambda v: v[name].update({make_pipeline.string_id("gerund"): v[name][noun]}), "part of speech", name)
        no(lambda v: v[name].update({"noun": v[name][noun]}), "part of speech", name)
        no(lambda v: v[name].update({noun: 5}), "tables for noun cannot be read")
    no(lambda v: v["lemma_index"].update({noun: [5]}), "noun")
    no(lambda v: v["lemma_exc"].update({noun: {"men": "man"}}), "noun")
    no(lambda v: v["lemma_exc"].update({noun: {5: ["man"]}}), "noun")
    for row in (["s"], ["s", "", "x"], "s", [1, 2]):
        no(lambda v: v["lemma_rules"][noun].append(row), "noun")


def test_text_that_is_not_utf8():
    for name, edit in (
            ("attribute_ruler/patterns", lambda v: v[0]["attrs"].update(POS=b"\xff")),
            ("attribute_ruler/patterns", lambda v: v[0]["patterns"][0][0].update(TAG=b"a\xc3")),
            ("lemmatizer/lookups/lookups.bin", lambda v: v["lemma_index"][make_pipeline.string_id("noun")].append(b"\xed\xa0\x80"))):
        refused(name, edit, "UTF-8")


def test_hostile_messagepack():
    for raw in (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\x91" * 100000 + b"\xc0",
                b"\x81\xa5nodes\xdd\x7f\xff\xff\xff", b"\xc7\x05\x05xxxxx", b"\xd4\x01x"):
        for name in ("tokenizer", "vocab/lookups.bin", "tok2vec/model", "ner/moves", "attribute_ruler/patterns",
                     "lemmatizer/lookups/lookups.bin"):
            refused(name, raw, name, "MessagePack")


def test_hostile_json():
    deep = b"[" * 100000
    for name in ("meta.json", "tagger/cfg", "parser/cfg", "ner/cfg"):
        for raw in (deep, deep + b"]" * 100000, b'{"labels":' + deep, b"\xff\xfe{}", b'{"a":' + b"9" * 100000 + b"}"):
            refused(name, raw)


# ---- what is written ----

def sections(raw):
    """Name, dimensions and bytes of each section, without the name and hash of the package."""
    count = struct.unpack_from("<I", raw, 12)[0]
    out = {}
    for i in range(count):
        name, dims, at, size = struct.unpack_from("<32s16sQQ", raw, 64 + 64 * i)
        name = name.rstrip(b"\0").decode()
        if name != "meta":
            out[name] = (dims, raw[at:at + size])
    return out


def strings(raw):
    n = struct.unpack_from("<I", raw)[0]
    offsets = struct.unpack_from(f"<{n + 1}I", raw, 4)
    text = raw[4 * (n + 2):]
    return [text[a:b].decode() for a, b in zip(offsets, offsets[1:])]


def test_order_of_moves():
    """By action; by falling frequency, then by falling label; negative frequencies at the very end."""
    have = sections(base())
    labels = strings(have["parser/label"][1])
    actions = list(have["parser/action"][1])
    assert list(zip(actions, labels)) == [
        (0, ""), (1, ""), (2, "det"), (2, "nsubj"), (2, "amod"), (2, "punct"), (2, "aux"), (2, "cc"), (2, "nsubj||amod"),
        (2, "dobj||xcomp"), (3, "dobj"), (3, "prep"), (3, "pobj"), (3, "punct"), (3, "conj"), (3, "appos"), (3, "relcl||nsubj"),
        (3, "prep||amod"), (3, "acl||det"), (3, "attr"), (4, "ROOT"), (3, "meta")]
    labels, actions = strings(have["ner/label"][1]), list(have["ner/action"][1])
    assert list(zip(actions, labels))[12:] == [(4, "PERSON"), (4, "ORG"), (4, "GPE"), (4, "THING"), (4, ""), (5, "")]


def test_order_of_the_json_does_not_matter():
    def turn(value):
        table = {k: dict(reversed(v.items())) for k, v in reversed(json.loads(value["moves"]).items())}
        value["moves"] = json.dumps(table)
    assert sections(taken("parser/moves", turn)) == sections(base())


def test_features_are_normalised():
    values = strings(sections(base())["ruler/values"][1])
    assert "Aspect=Imp,Prog|Tense=Pres|VerbForm=Part" in values and "NounType=Prop|Number=Sing" in values


def test_patterns_are_rewritten():
    prefix, suffix, infix, url = strings(sections(base())["regex"][1])
    assert "[\\x{1F300}-\\x{1F64F}]" in prefix and "\\U" not in prefix
    assert "(?<=[\\p{L}\\p{N}_]),(?=[\\p{L}\\p{N}_])" in infix
    assert url.startswith("^") and "\\p{Nd}{2,5}" in url and "[^\\x{9}-" in url
    assert suffix.count("$") == len(make_pipeline.SUFFIXES)


def test_wheel_and_folder_give_the_same_bytes():
    output = os.path.join(FOLDER.name, "wheel.dmm")
    result = run(os.path.join(os.environ["TEST_DATA"], "synthetic.whl"), output)
    assert result.returncode == 0, result.stderr
    with open(output, "rb") as file:
        assert file.read() == base()
    os.remove(output)


def test_a_refusal_leaves_the_older_model():
    output = os.path.join(FOLDER.name, "older.dmm")
    with open(output, "wb") as file:
        file.write(b"older")
    assert run(package("tokenizer", b""), output).returncode == 2
    with open(output, "rb") as file:
        assert file.read() == b"older"
    os.remove(output)


def test_where_it_cannot_be_written():
    for output in ("/nonexistent/x.dmm", "/dev/null", FOLDER.name):
        result = run(PACKAGE, output)
        assert result.returncode == 2, output
        assert output in result.stderr, result.stderr
    assert not os.path.isfile("/dev/null")


def test_no_package():
    for path in ("/nonexistent.whl", "/dev/null", "/", FOLDER.name, os.path.join(PACKAGE, "config.cfg"),
                 os.path.join(os.environ["TEST_DATA"], "synthetic.dmm")):
        if path == "/":
            continue  # a whole disk would be read up to the limits
        result = run(path, os.path.join(FOLDER.name, "none.dmm"))
        assert result.returncode == 2 and len(result.stderr.splitlines()) == 1, result.stderr
    assert not os.path.exists(os.path.join(FOLDER.name, "none.dmm"))


tap.run(sys.modules[__name__])
