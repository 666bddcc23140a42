#!/usr/bin/env python3
"""Makes a small English pipeline in the form of a published spaCy v3 package, with random weights from a fixed seed.

    make_pipeline.py FOLDER     writes FOLDER/synthetic/ (unpacked), FOLDER/synthetic.whl, and FOLDER/deep/

deep/ is the same but that its parser shifts whatever it can before it builds a tree: its stack becomes as deep as the
document is long.

It has the parts and widths of the real one, but few rows, labels, rules and words, so that tests need no download. Its
weights are sparse (a few non-zero inputs for each output), which costs the engine nothing and lets nlp/reference.py
compute it in plain Python. It says nothing true about English; but it uses what real text hardly shows: decorated
labels, several roots in a sentence, tokens shifted twice, entities over sentence ends, all predicates of the ruler.
"""
import array
import json
import os
import random
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import msgpack  # noqa: E402

SEED = 6
NAME, VERSION = "synthetic", "3.8.0"
WIDTH, PIECES, DEPTH, HIDDEN, STATE_PIECES = 96, 3, 4, 64, 2
COLUMNS = {
    "tok2vec": [("NORM", 97), ("PREFIX", 31), ("SUFFIX", 43), ("SHAPE", 29), ("SPACY", 5), ("IS_SPACE", 5)],
    "ner": [("NORM", 89), ("PREFIX", 37), ("SUFFIX", 41), ("SHAPE", 23)],
}
SEEDS = {"tok2vec": 8, "ner": 3}  # of the first table; the others count on
TAGS = ["NN", "NNS", "NNP", "VB", "VBD", "VBZ", "VBG", "JJ", "RB", "DT", "IN", "PRP", "CD", "TO", ".", ",", "_SP"]

CONFIG = """\
[paths]
train = null

[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","parser","attribute_ruler","lemmatizer","ner"]
disabled = []
before_creation = null
after_creation = null
after_pipeline_creation = null
batch_size = 64
tokenizer = {{"@tokenizers":"spacy.Tokenizer.v1"}}

[components]

[components.attribute_ruler]
factory = "attribute_ruler"
validate = false

[components.lemmatizer]
factory = "lemmatizer"
mode = "rule"
model = null
overwrite = false

[components.ner]
factory = "ner"
moves = null

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
nO = null

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = {ner_attrs}
rows = {ner_rows}
include_static_vectors = false

[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

[components.parser]
factory = "parser"
learn_tokens = false
min_action_freq = 1
moves = null

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
nO = null

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${{components.tok2vec.model.encode:width}}
upstream = "tok2vec"

[components.tagger]
factory = "tagger"
overwrite = false

[components.tagger.model]
@architectures = "spacy.Tagger.v2"
nO = null
normalize = false

[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${{components.tok2vec.model.encode:width}}
upstream = "tok2vec"

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = ${{components.tok2vec.model.encode:width}}
attrs = {tok2vec_attrs}
rows = {tok2vec_rows}
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
"""

# ---- tokenizer ----

PREFIXES = [
    r"\(", r"\[", r"\{", "\"", "\u201c", "\u2018", "'", r"\.\.+", "\u2026", r"#(?=\d)", r"\$", r"[\u20a0-\u20bf]",
    r"US\$", "\u2014", "--", r"[\U0001F300-\U0001F64F]", "=",
]
SUFFIXES = [
    r"\)", r"\]", r"\}", "\"", "\u201d", "\u2019", "'", "'s", "\u2019s", ",", ";", ":", "!", r"\?", "\u2026",
    r"\.\.+", r"[\U0001F300-\U0001F64F]", r"(?<=[0-9])\+", r"(?<=[0-9])(?:km|kg|%)", r"(?<=[0-9a-z\u00df-\u00ff)])\.",
    r"(?<=[A-Z][A-Z])\.", "--",
]
INFIXES = [
    r"\.\.+", "\u2026", r"[\U0001F300-\U0001F64F]", r"(?<=[0-9])[+\-*/^](?=[0-9-])", r"(?<=[a-z])\.(?=[A-Z])",
    r"(?<=[\w]),(?=[\w])", "(?<=[a-zA-Z])(?:--|\u2014)(?=[a-zA-Z])", r"(?<=[a-zA-Z])-(?=[a-zA-Z])", r"(?<=[\d])/(?=[\d])",
]
URL = (r"(?u)^(?:(?:https?|ftp)://)?(?:\S+@)?(?:[\w-]+\.)+(?:com|org|net|kr)(?::\d{2,5})?(?:[/?#]\S*)?$")

# text: tokens, each with its norm if it has one of its own
EXCEPTIONS = {
    " ": [(" ", None)],
    "\t": [("\t", None)],
    "\n": [("\n", None)],
    "\u00a0": [("\u00a0", "  ")],
    "don't": [("do", None), ("n't", "not")],
    "don\u2019t": [("do", None), ("n\u2019t", "not")],
    "can't": [("ca", "can"), ("n't", "not")],
    "I'm": [("I", None), ("'m", "am")],
    "gonna": [("gon", "going"), ("na", "to")],
    "U.S.": [("U.S.", None)],
    "a.m.": [("a.m.", None)],
    "10km": [("10", None), ("km", "kilometre")],
    "'cause": [("'cause", "because")],
    ":)": [(":)", None)],
    ":-)": [(":-)", None)],
    "(-:": [("(-:", None)],
    ":(": [(":(", None)],
    "<3": [("<3", None)],
    "...": [("...", None)],
    "o.O": [("o.O", None)],
    "x-x": [("x-x", "xx")],
    "in spite": [("in ", None), ("spite", "despite")],
    "((x))": [("((", None), ("x", "kiss"), ("))", None)],
}

LEXEME_NORMS = {"colour": "color", "cos": "because", "Mr": "mister", "%": "percent", "\u20ac": "EUR", "'s": "'s"}

# ---- moves: action, then label and frequency ----

PARSER_MOVES = {
    "0": {"": 400},
    "1": {"": 500},
    "2": {"det": 90, "nsubj": 80, "amod": 80, "punct": 50, "aux": 40, "cc": 30, "nsubj||amod": 20,
          "dobj||xcomp": 20},
    "3": {"dobj": 90, "prep": 80, "pobj": 80, "punct": 60, "conj": 40, "appos": 35, "prep||amod": 30, "relcl||nsubj": 30,
          "acl||det": 30, "attr": 8, "meta": -1},
    "4": {"ROOT": 300},
}
NER_MOVES = {
    "0": {},
    "1": {"PERSON": 50, "GPE": 40, "ORG": 40, "THING": 5},
    "2": {"PERSON": 50, "GPE": 40, "ORG": 40, "THING": 5},
    "3": {"PERSON": 50, "GPE": 40, "ORG": 40, "THING": 5},
    "4": {"PERSON": 50, "GPE": 40, "ORG": 40, "THING": 5, "": 1},
    "5": {"": 100},
}
# added to the scores of a kind of move, so that random weights use them all
PARSER_BIAS = {"0": 20.0, "1": 16.0, "2": 0.0, "3": 0.0, "4": -6.0}
NER_BIAS = {"1": 1.0, "2": 5.0, "3": 2.0, "4": 0.0, "5": 6.0}

# ---- attribute ruler ----

ORTH_IDS = {"TAG": 75, "POS": 74, "MORPH": 453, "LEMMA": 73, "DEP": 76}
RULES = [
    ([[{"TAG": "NN"}]], {"POS": "NOUN", "MORPH": "Number=Sing"}, 0),
    ([[{"TAG": "NNS"}]], {"POS": "NOUN", "MORPH": "Number=Plur"}, 0),
    ([[{"TAG": "NNP"}]], {74: "PROPN", 453: "Number=Sing|NounType=Prop"}, 0),
    ([[{"TAG": "VB"}]], {"POS": "VERB", "MORPH": "VerbForm=Inf"}, 0),
    ([[{"TAG": "VBD"}]], {"POS": "VERB", "MORPH": "VerbForm=Fin|Tense=Past"}, 0),
    ([[{"TAG": "VBZ"}]], {"POS": "VERB", "MORPH": "VerbForm=Fin|Tense=Pres|Person=3"}, 0),
    ([[{"TAG": "VBG"}]], {"POS": "VERB", "MORPH": "Aspect=Prog,Imp|Tense=Pres|VerbForm=Part"}, 0),
    ([[{"TAG": "JJ"}]], {"POS": "ADJ", "MORPH": ""}, 0),
    ([[{"TAG": "RB"}]], {"POS": "ADV"}, 0),
    ([[{"TAG": "DT"}]], {"POS": "DET"}, 0),
    ([[{"tag": "IN"}]], {"pos": "ADP"}, 0),
    ([[{"TAG": "PRP"}]], {"POS": "PRON", "MORPH": "PronType=Prs"}, 0),
    ([[{"TAG": "CD"}]], {"POS": "NUM", "MORPH": "NumType=Card"}, 0),
    ([[{"TAG": "TO"}]], {"POS": "PART"}, 0),
    ([[{"TAG": "."}], [{"TAG": ","}]], {"POS": "PUNCT", "MORPH": "PunctType=Comm,Peri"}, 0),
    ([[{"LOWER": {"IN": ["is", "are", "was"]}, "TAG": {"IN": ["VBZ", "VBD", "VB", "VBG", "JJ"]}}]], {"LEMMA": "be", "POS": "AUX"}, 0),
    ([[{"LOWER": {"REGEX": "^n'?t$"}}]], {"LEMMA": "not", "POS": "PART", "MORPH": "Polarity=Neg"}, 0),
    ([[{"LOWER": {"REGEX": "^n[ou]thin'$"}}], [{"LOWER": {"REGEX": "^y'?$"}}]], {"LEMMA": "thing"}, 0),
    ([[{"DEP": {"IN": ["aux", "det"]}, "TAG": {"NOT_IN": ["TO", ""]}}]], {"POS": "AUX"}, 0),
    ([[{"DEP": {"NOT_IN": ["dobj", "pobj", "conj", ""]}, "LOWER": "minister"}]], {"POS": "PROPN"}, 0),
    ([[{"LOWER": "prime"}, {"LOWER": "minister"}]], {"TAG": "NNP", "LEMMA": "premier"}, 1),
    ([[{"LOWER": "prime"}, {"TAG": {"IN": ["NN", "NNP", "VB", "VBD"]}}]], {"DEP": "compound"}, 0),
    ([[{"TAG": "DT"}, {"TAG": {"NOT_IN": ["NN", "NNS"]}}]], {"POS": "PRON"}, -2),
    ([[{"TAG": "PRP"}, {"DEP": {"IN": ["amod", "prep", "cc"]}}]], {"MORPH": "Case=Acc|Case2=B,A", "DEP": "iobj"}, -1),
    ([[{"TAG": "_SP", "IS_SPACE": False}]], {"POS": "X"}, 0),
    ([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE", "MORPH": "_", "DEP": "dep"}, 0),
]

# ---- lemmatizer: by part of speech: words known, exceptions, endings ----

LEMMAS = {
    "noun": (["minister", "treaty", "troop", "axis", "axe", "box", "us", "city", "word", "leaf"],
             {"axes": ["axis", "axe"], "men": ["man"], "leaves": ["leaf", "leave"], "x-rays": ["x-ray"], "data": ["data", "datum"]},
             [["s", ""], ["ses", "s"], ["ves", "f"], ["xes", "x"], ["ies", "y"], ["men", "man"]]),
    "verb": (["sign", "say", "deny", "agree", "summon", "do", "go", "be", "leave"],
             {"said": ["say"], "left": ["leave", "left"], "went": ["go"], "ca": ["can"]},
             [["s", ""], ["ies", "y"], ["es", "e"], ["es", ""], ["ed", "e"], ["ed", ""], ["ing", "e"], ["ing", ""]]),
    "adj": (["new", "big", "late"], {"better": ["good", "well"]}, [["er", ""], ["er", "e"], ["est", ""], ["est", "e"]]),
    "adv": (["soon"], {"best": ["well"]}, [["", ""]]),
    "punct": (None, None, [["\u201c", "\""], ["\u201d", "\""], ["\u2018", "'"], ["\u2019", "'"]]),
    "num": (["ten"], None, None),
}

STRINGS = ["noun", "verb", "adj", "adv", "punct", "num"]


def murmur64a(raw, seed):
    """MurmurHash64A; see reference.py for the same thing with comments."""
    m, mask = 0xC6A4A7935BD1E995, (1 << 64) - 1
    h = seed ^ (len(raw) * m & mask)
    for i in range(0, len(raw) // 8 * 8, 8):
        k = int.from_bytes(raw[i:i + 8], "little") * m & mask
        k = (k ^ k >> 47) * m & mask
        h = (h ^ k) * m & mask
    if len(raw) % 8:
        h = (h ^ int.from_bytes(raw[len(raw) // 8 * 8:], "little")) * m & mask
    h = (h ^ h >> 47) * m & mask
    return h ^ h >> 47


SYMBOLS = {"punct": 445, "num": 431}  # strings of these tables that are symbols


def string_id(text):
    return SYMBOLS.get(text) or murmur64a(text.encode("utf-8"), 1)


# ---- thinc models ----

class Layer:
    def __init__(self, name, layers=(), refs=None, attrs=None, params=None, dims=None):
        self.name, self.layers, self.refs = name, list(layers), refs or {}
        self.attrs, self.params, self.dims = attrs or {}, params or {}, dims or {}


def chain(*layers, **more):
    return Layer(">>".join(x.name for x in layers), layers, **more)


def wrap(name, layer, **more):
    return Layer(f"{name}({layer.name})", [layer], **more)


def thinc(root):
    """The layers in breadth-first order, as four parallel lists."""
    nodes = [root]
    for node in nodes:
        nodes.extend(x for x in node.layers if not any(x is y for y in nodes))
    number = {id(node): i for i, node in enumerate(nodes)}
    return {
        "nodes": [{"index": i, "name": x.name, "dims": dict(x.dims), "refs": {k: number[id(v)] for k, v in x.refs.items()}}
                  for i, x in enumerate(nodes)],
        "attrs": [{k: msgpack.pack(v) for k, v in x.attrs.items()} for x in nodes],
        "params": [dict(x.params) for x in nodes],
        "shims": [[] for _ in nodes],
    }


class Weights:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def dense(self, *shape, low=-1.0, high=1.0):
        n = 1
        for d in shape:
            n *= d
        return msgpack.Array(shape, array.array("f", [self.random.uniform(low, high) for _ in range(n)]))

    def sparse(self, *shape, some=8):
        """Rows along the last axis with `some` non-zero numbers each."""
        n = 1
        for d in shape[:-1]:
            n *= d
        data = array.array("f", bytes(4 * n * shape[-1]))
        for row in range(n):
            for k in self.random.sample(range(shape[-1]), some):
                data[row * shape[-1] + k] = self.random.uniform(-1.0, 1.0)
        return msgpack.Array(shape, data)


def maxout_norm(w, wide):
    maxout = Layer("maxout", params={"W": w.sparse(WIDTH, PIECES, wide), "b": w.dense(WIDTH, PIECES, low=-0.5, high=0.5)},
                   dims={"nO": WIDTH, "nI": wide, "nP": PIECES})
    norm = Layer("layernorm", params={"G": w.dense(WIDTH, low=0.5, high=1.5), "b": w.dense(WIDTH, low=-0.3, high=0.3)},
                 dims={"nI": WIDTH, "nO": WIDTH})
    sizes = {"nO": WIDTH, "nI": wide}
    drop = Layer("dropout", attrs={"dropout_rate": 0.0, "is_enabled": True})
    return chain(chain(maxout, norm, dims=sizes), drop, dims=sizes)


def tok2vec(w, which):
    columns = COLUMNS[which]
    embeds = []
    for i, (_, rows) in enumerate(columns):
        table = Layer("hashembed", attrs={"column": i, "seed": SEEDS[which] + i, "dropout_rate": 0.0},
                      params={"E": w.dense(rows, WIDTH)}, dims={"nO": WIDTH, "nV": rows, "nI": None})
        embeds.append(chain(Layer("ints-getitem"), table, attrs={"column": i}, dims={"nO": WIDTH}))
    wide = WIDTH * len(columns)
    both = Layer("|".join(x.name for x in embeds), embeds, dims={"nO": wide})
    embed = chain(Layer("extract_features", attrs={"columns": [name for name, _ in columns]}), Layer("list2ragged"),
                  wrap("with_array", both, attrs={"pad": 0}, dims={"nO": wide}),
                  wrap("with_array", maxout_norm(w, wide), attrs={"pad": 0}, dims={"nO": WIDTH, "nI": wide}),
                  Layer("ragged2list"), dims={"nO": WIDTH})
    sizes = {"nO": WIDTH, "nI": None}
    windows = []
    for _ in range(DEPTH):
        mix = maxout_norm(w, 3 * WIDTH)
        inner = Layer("expand_window>>" + mix.name, [Layer("expand_window", attrs={"window_size": 1}), mix],
                      dims={"nO": WIDTH})
        windows.append(wrap("residual", inner, dims=sizes))
    encode = wrap("with_array", chain(*windows, dims=sizes), attrs={"pad": DEPTH}, dims=sizes)
    # one chain of all the parts: its name spells them, its layers are the two halves
    return Layer(embed.name + ">>" + encode.name, [embed, encode], refs={"embed": embed, "encode": encode},
                 dims={"nO": WIDTH})


def scorer(w, vectors, slots, moves, bias):
    classes = class_list(moves)
    upper_b = array.array("f", [bias[a] + w.random.uniform(-1.0, 1.0) for a, _ in classes])
    lower = Layer("precomputable_affine", attrs={"dropout_rate": 0.0}, params={
        "W": w.sparse(slots, HIDDEN, STATE_PIECES, HIDDEN, some=8), "b": w.dense(HIDDEN, STATE_PIECES),
        "pad": w.dense(1, slots, HIDDEN, STATE_PIECES)},
        dims={"nO": HIDDEN, "nI": HIDDEN, "nF": slots, "nP": STATE_PIECES})
    upper = Layer("linear", params={"W": w.sparse(len(classes), HIDDEN, some=20),
                                    "b": msgpack.Array((len(classes),), upper_b)},
                  dims={"nO": len(classes), "nI": HIDDEN})
    project = Layer("linear", params={"W": w.sparse(HIDDEN, WIDTH), "b": w.dense(HIDDEN)},
                    dims={"nO": HIDDEN, "nI": WIDTH})
    body = chain(vectors, Layer("list2array"), project, dims={"nO": HIDDEN})
    return thinc(Layer("parser_model", [body, lower, upper], refs={"tok2vec": body, "lower": lower, "upper": upper},
                       attrs={"has_upper": True}, dims={"nI": None}))


def class_list(moves):
    """Only to know how many there are and which bias each has; the order is told by reference.py."""
    usual, late = [], []
    for action in sorted(moves):
        for label, f in sorted(moves[action].items(), key=lambda x: (x[1], x[0]), reverse=True):
            (usual if f >= 0 else late).append((action, label))
    return usual + late


def listener():
    return Layer("tok2vec-listener", dims={"nO": WIDTH})


# ---- the package ----

def parts(seed=SEED, parser_bias=PARSER_BIAS):
    """The files as Python values, by their names in the data folder."""
    w = Weights(seed)
    attrs = {f"{k}_attrs": json.dumps([n for n, _ in v], separators=(",", ":")) for k, v in COLUMNS.items()}
    rows = {f"{k}_rows": json.dumps([n for _, n in v], separators=(",", ":")) for k, v in COLUMNS.items()}
    shared = tok2vec(w, "tok2vec")
    softmax = Layer("softmax", attrs={"softmax_normalize": False, "softmax_temperature": 1.0},
                    params={"W": w.sparse(len(TAGS), WIDTH, some=20), "b": w.dense(len(TAGS))},
                    dims={"nO": len(TAGS), "nI": WIDTH})
    heard = listener()
    tagger = chain(heard, wrap("with_array", softmax, attrs={"pad": 0}, dims={"nO": len(TAGS), "nI": WIDTH}),
                   refs={"tok2vec": heard, "softmax": softmax, "output_layer": softmax}, dims={"nO": len(TAGS)})
    settings = {"moves": None, "update_with_oracle_cut_size": 100, "multitasks": [], "min_action_freq": 1,
                "learn_tokens": False, "beam_width": 1, "beam_density": 0.0, "beam_update_prob": 0.0,
                "incorrect_spans_key": None}
    tables = {name: {} for name in ("lemma_rules", "lemma_exc", "lemma_index")}
    for pos, (words, exceptions, endings) in LEMMAS.items():
        for name, value in (("lemma_index", words), ("lemma_exc", exceptions), ("lemma_rules", endings)):
            if value is not None:
                tables[name][string_id(pos)] = value
    return {
        "config.cfg": CONFIG.format(**attrs, **rows),
        "meta.json": {"lang": "en", "name": NAME, "version": VERSION, "license": "MIT", "spacy_version": ">=3.7.2,<3.9.0",
                      "description": "random weights for tests"},
        "tokenizer": {
            "prefix_search": "|".join("^" + x for x in PREFIXES), "suffix_search": "|".join(x + "$" for x in SUFFIXES),
            "infix_finditer": "|".join(INFIXES), "token_match": None, "url_match": URL,
            "exceptions": {key: [{65: orth} if norm is None else {65: orth, 67: norm} for orth, norm in tokens]
                           for key, tokens in EXCEPTIONS.items()},
            "faster_heuristics": True},
        "vocab/lookups.bin": {"lexeme_norm": {string_id(k): v for k, v in LEXEME_NORMS.items()}},
        "vocab/strings.json": sorted(set(STRINGS) | set(TAGS)),
        "vocab/key2row": {},
        "vocab/vectors": b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little")
                         + b"{'descr': '<f4', 'fortran_order': False, 'shape': (0, 0), }".ljust(117) + b"\n",
        "vocab/vectors.cfg": {"mode": "default"},
        "tok2vec/cfg": {},
        "tok2vec/model": thinc(shared),
        "tagger/cfg": {"labels": TAGS, "overwrite": False, "neg_prefix": "!", "label_smoothing": 0.0},
        "tagger/model": thinc(tagger),
        "parser/cfg": settings,
        "parser/model": scorer(w, listener(), 8, PARSER_MOVES, parser_bias),
        "parser/moves": {"moves": json.dumps(PARSER_MOVES, separators=(",", ":")), "cfg": {"neg_key": None}},
        "ner/cfg": settings,
        "ner/model": scorer(w, tok2vec(w, "ner"), 3, {k: v for k, v in NER_MOVES.items() if k != "0"}, NER_BIAS),
        "ner/moves": {"moves": json.dumps(NER_MOVES, separators=(",", ":")), "cfg": {"neg_key": None}},
        "attribute_ruler/patterns": [{"patterns": patterns, "attrs": attrs, "index": index}
                                     for patterns, attrs, index in RULES],
        "lemmatizer/lookups/lookups.bin": tables,
    }


def encode(name, value):
    """A file's bytes."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8")
    if name.endswith((".json", "/cfg", "vectors.cfg")):
        return json.dumps(value, indent=2).encode("utf-8")
    return msgpack.pack(value)


def wheel_name(name):
    return f"en_{NAME}/en_{NAME}-{VERSION}/{name}"


def write_folder(folder, files):
    for name, value in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(encode(name, value))


def write_wheel(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, value in files.items():
            wheel.writestr(zipfile.ZipInfo(wheel_name(name)), encode(name, value), zipfile.ZIP_DEFLATED)
        wheel.writestr(zipfile.ZipInfo(f"en_{NAME}/__init__.py"), "# a package for tests\n")


def main():
    folder = sys.argv[1]
    files = parts()
    write_folder(os.path.join(folder, "synthetic"), files)
    write_wheel(os.path.join(folder, "synthetic.whl"), files)
    write_folder(os.path.join(folder, "deep"), parts(parser_bias=dict(PARSER_BIAS, **{"0": 1000.0, "4": -1000.0})))


if __name__ == "__main__":
    main()
