"""A slow, plain restatement of what the engine computes, in Python without further packages; docs/engine.md is the text.

It reads an unpacked package by itself, uses Python's own regular expressions and strings, and computes in double
precision. Every choice that it makes between moves or tags comes with a margin: the distance of the best score to the
next one. The engine computes in single precision, so the two can be held against each other only where the smallest
margin is far above the rounding errors (about 1e-5); Pipeline.margin keeps it.
"""
import array
import json
import math
import operator
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import msgpack  # noqa: E402

M64 = (1 << 64) - 1


# ---- strings ----

def _runs():
    runs = {
        1: "IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL IS_STOP "
           "IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY",
        64: "ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD SENT_START SPACY "
            "PROB LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL SPACE",
        380: "PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY QUANTITY "
             "ORDINAL CARDINAL acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass "
             "dep det dobj expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num number oprd obj "
             "obl parataxis partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl rcmod root xcomp acl "
             "ENT_KB_ID MORPH ENT_ID IDX _",
    }
    out = {name: first + i for first, names in runs.items() for i, name in enumerate(names.split())}
    out.update((f"FLAG{i}", i) for i in range(19, 64))
    out.update((f"DEPRECATED{i:03}", 103 + i) for i in range(1, 277))
    return out


SYMBOLS = _runs()


def murmur64a(raw, seed):
    m = 0xC6A4A7935BD1E995
    h = seed ^ (len(raw) * m & M64)
    whole = len(raw) // 8 * 8
    for i in range(0, whole, 8):
        k = int.from_bytes(raw[i:i + 8], "little") * m & M64
        k ^= k >> 47
        h = (h ^ (k * m & M64)) * m & M64
    if len(raw) > whole:
        h = (h ^ int.from_bytes(raw[whole:], "little")) * m & M64
    h = (h ^ h >> 47) * m & M64
    return h ^ h >> 47


def string_id(text):
    return 0 if not text else SYMBOLS.get(text) or murmur64a(text.encode("utf-8"), 1)


def embed_words(key, seed):
    def mix(x):
        x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD & M64
        x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & M64
        return x ^ x >> 33
    k = key * 0x87C37B91114253D5 & M64
    k = ((k << 31 | k >> 33) & M64) * 0x4CF5AD432745937F & M64
    h1, h2 = k ^ seed ^ 8, seed ^ 8
    h1 = h1 + h2 & M64
    h2 = h2 + h1 & M64
    h1, h2 = mix(h1), mix(h2)
    h1 = h1 + h2 & M64
    h2 = h2 + h1 & M64
    return [h1 & 0xFFFFFFFF, h1 >> 32, h2 & 0xFFFFFFFF, h2 >> 32]


BASE_NORMS = {text: norm for norm, texts in [
    ("'s", "'s 'S \u2019s \u2019S"), ("'", "\u2019 \u2018 \u00b4 `"),
    ("\"", "\u201d \u201c '' `` \u00b4\u00b4 \u201e \u00bb \u00ab \u2018\u2018 \u2019\u2019"), ("?", "\uff1f"),
    ("!", "\uff01"), (",", "\uff0c"), (";", "\uff1b"), (":", "\uff1a"), (".", "\u3002 \u0964"), ("...", "\u2026"),
    ("-", "\u2014 \u2013 -- --- \u2014\u2014"),
    ("$", "\u20ac \u00a3 \u00a5 \u0e3f US$ C$ A$ \u20ba \u20b9 \u09f3 \u20a9 Mex$ \u20a3 E\u00a3"),
] for text in texts.split(" ")}


def shape(text):
    if len(text) >= 100:
        return "LONG"
    out, last, run = "", None, 0
    for c in text:
        if c.isalpha():
            symbol = "X" if unicodedata.category(c) == "Lu" else "x"
        else:
            symbol = "d" if c.isdigit() else c
        run = run + 1 if symbol == last else 1
        last = symbol
        if run <= 4:
            out += symbol
    return out


class Token:
    __slots__ = ("text", "norm", "at", "spacy", "tag", "pos", "morph", "lemma", "head", "dep", "left", "right", "sent",
                 "iob", "ent", "space")

    def __init__(self, text, norm):
        self.text, self.norm, self.spacy = text, norm, False
        self.space = text.isspace()
        self.tag = self.pos = self.dep = self.ent = ""
        self.morph, self.lemma, self.iob, self.sent = "_", None, "O", 0


# ---- weights ----

def tensor(tree):
    data = array.array("f", tree["data"])
    if sys.byteorder == "big":
        data.byteswap()
    return tree["shape"], data


class Matrix:
    """Rows of weights that know which of their inputs are not zero."""

    def __init__(self, data, wide, bias=None):
        self.rows = []
        for i in range(0, len(data), wide):
            row = data[i:i + wide]
            at = [k for k in range(wide) if row[k]]
            while len(at) < 2:
                at.append(0 if 0 not in at else 1)
            self.rows.append((operator.itemgetter(*at), [row[k] for k in at]))
        self.bias = bias if bias is not None else [0.0] * len(self.rows)

    def times(self, x):
        mul = operator.mul
        return [b + sum(map(mul, take(x), w)) for (take, w), b in zip(self.rows, self.bias)]


class MaxoutNorm:
    def __init__(self, maxout, norm):
        (outputs, self.pieces, wide), W = tensor(maxout["W"])
        self.matrix = Matrix(W, wide, tensor(maxout["b"])[1])
        self.gain, self.shift = tensor(norm["G"])[1], tensor(norm["b"])[1]

    def __call__(self, x):
        z, p = self.matrix.times(x), self.pieces
        y = [max(z[i:i + p]) for i in range(0, len(z), p)]
        mean = sum(y) / len(y)
        scale = (sum((v - mean) ** 2 for v in y) / len(y) + 1e-8) ** -0.5
        return [(v - mean) * scale * g + b for v, g, b in zip(y, self.gain, self.shift)]


class Thinc:
    def __init__(self, path):
        with open(path, "rb") as file:
            tree = msgpack.unpack(file.read())
        self.nodes, self.params = tree["nodes"], tree["params"]
        self.attrs = [{k: msgpack.unpack(v) for k, v in a.items()} for a in tree["attrs"]]

    def named(self, name):
        return [i for i, node in enumerate(self.nodes) if node["name"] == name]


class Tok2Vec:
    """Vectors of a document; rows are computed once for each context and known by number from then on."""

    def __init__(self, model):
        columns = model.attrs[model.named("extract_features")[0]]["columns"]
        tables = {model.attrs[i]["column"]: (model.attrs[i]["seed"], tensor(model.params[i]["E"]))
                  for i in model.named("hashembed")}
        self.columns = [(name,) + tables[i] for i, name in enumerate(columns)]
        pairs = [MaxoutNorm(model.params[m], model.params[n])
                 for m, n in zip(model.named("maxout"), model.named("layernorm"))]
        self.mix, self.windows = pairs[0], pairs[1:]
        self.width = len(self.mix.gain)
        self.types, self.contexts, self.rows = {}, {}, [[0.0] * self.width]  # row 0: nothing there

    def embed(self, keys):
        out = []
        for name, seed, ((n, width), E) in self.columns:
            rows = [E[w % n * width:(w % n + 1) * width] for w in embed_words(keys[name], seed)]
            out += [sum(four) for four in zip(*rows)]
        return self.mix(out)

    def number(self, known, key, make):
        if key not in known:
            self.rows.append(make())
            known[key] = len(self.rows) - 1
        return known[key]

    def encode(self, keys):
        """Numbers of the rows of a document's tokens, given each one's attributes."""
        pad = len(self.windows)
        ids = [self.number(self.types, tuple(k[c[0]] for c in self.columns), lambda k=k: self.embed(k)) for k in keys]
        ids = [0] * pad + ids + [0] * pad
        for depth, layer in enumerate(self.windows):
            def make(trio):
                rows = [self.rows[i] for i in trio]
                return [a + b for a, b in zip(rows[1], layer(rows[0] + rows[1] + rows[2]))]
            ids = [self.number(self.contexts, (depth, trio), lambda trio=trio: make(trio))
                   for trio in zip(ids, ids[1:], ids[2:])]
        return ids


class Scorer:
    def __init__(self, model, tok2vec):
        refs, params = model.nodes[0]["refs"], model.params
        lower, upper = params[refs["lower"]], params[refs["upper"]]
        project = params[[i for i in model.named("linear") if i != refs["upper"]][0]]
        self.tok2vec = tok2vec
        (self.slots, outputs, self.pieces, wide), W = tensor(lower["W"])
        self.lower = Matrix(W, wide)
        self.lower_b = tensor(lower["b"])[1]
        pad, n = tensor(lower["pad"])[1], outputs * self.pieces
        self.pad = [pad[i * n:(i + 1) * n] for i in range(self.slots)]
        (self.classes, hidden), W = tensor(upper["W"])
        self.upper = Matrix(W, hidden, tensor(upper["b"])[1])
        (outputs, wide), W = tensor(project["W"])
        self.project = Matrix(W, wide, tensor(project["b"])[1])
        self.known, self.scored = {}, {}

    def products(self, row):
        if row not in self.known:
            flat = self.lower.times(self.project.times(self.tok2vec.rows[row]))
            n = len(flat) // self.slots
            self.known[row] = [flat[i * n:(i + 1) * n] for i in range(self.slots)]
        return self.known[row]

    def scores(self, ids, features):
        key = tuple(ids[t] if t >= 0 else -1 for t in features)
        if key not in self.scored:
            parts = [self.products(row)[f] if row >= 0 else self.pad[f] for f, row in enumerate(key)]
            u = [sum(column) + b for column, b in zip(zip(*parts), self.lower_b)]
            hidden = [max(u[i:i + self.pieces]) for i in range(0, len(u), self.pieces)]
            self.scored[key] = self.upper.times(hidden)
        return self.scored[key]


def class_table(path, ner):
    with open(path, "rb") as file:
        moves = json.loads(msgpack.unpack(file.read())["moves"])
    usual, late = [], []
    for action in sorted(map(int, moves)):
        for f, label in sorted(((f, label) for label, f in moves[str(action)].items()), reverse=True):
            if ner and (action == 0 or action == 5 and label):
                continue
            (usual if f >= 0 else late).append((f, action, label))
    late.sort(key=lambda x: (x[0], x[2]), reverse=True)
    return [(action, label) for _, action, label in usual + late]


# ---- the pipeline ----

SHIFT, REDUCE, LEFT, RIGHT, BREAK = range(5)
BEGIN, IN, LAST, UNIT, OUT = range(1, 6)


class State:
    """The parser's state, in lists."""

    def __init__(self, n):
        self.stack, self.buffer = [], list(range(n))
        self.head, self.label = [-1] * n, [""] * n
        self.children = [([], []) for _ in range(n)]  # left and right, in the order of their coming
        self.unshiftable, self.starts = [False] * n, {0}
        self.shifted = [0] * n

    def features(self):
        b = [self.buffer[i] if i < len(self.buffer) else -1 for i in range(2)]
        s = [self.stack[-1 - i] if i < len(self.stack) else -1 for i in range(3)]

        def last(x, side):
            return self.children[x][side][-1] if x >= 0 and self.children[x][side] else -1
        return b + s + [last(b[0], 0), last(s[0], 0), last(s[0], 1)]

    def valid(self):
        out = set()
        if self.buffer:
            b0 = self.buffer[0]
            two, open_ = len(self.buffer) >= 2, b0 not in self.starts
            if not self.stack or (two and open_ and not self.unshiftable[b0]):
                out.add(SHIFT)
            if self.stack and open_:
                out |= {LEFT, RIGHT}
            if two and self.buffer[1] == b0 + 1 and self.buffer[1] not in self.starts:
                out.add(BREAK)
        if self.stack:
            out.add(REDUCE)
        return out

    def attach(self, head, child, label):
        old = self.head[child]
        if old >= 0:
            self.children[old][child > old].remove(child)
        self.head[child], self.label[child] = head, label
        self.children[head][child > head].append(child)

    def move(self, action, label):
        if action == SHIFT:
            self.shifted[self.buffer[0]] += 1
            self.stack.append(self.buffer.pop(0))
        elif action == REDUCE:
            s0 = self.stack.pop()
            if self.head[s0] < 0 and self.stack:
                self.unshiftable[s0] = True
                self.buffer.insert(0, s0)
        elif action == LEFT:
            self.attach(self.buffer[0], self.stack.pop(), label)
            self.unshiftable[self.buffer[0]] = False
        elif action == RIGHT:
            self.attach(self.stack[-1], self.buffer[0], label)
            self.stack.append(self.buffer.pop(0))
        else:
            self.starts.add(self.buffer[1])


class Pipeline:
    def __init__(self, folder):
        def read(name):
            with open(os.path.join(folder, name), "rb") as file:
                return file.read()

        def model(name):
            return Thinc(os.path.join(folder, name, "model"))
        tokenizer = msgpack.unpack(read("tokenizer"))
        self.prefix, self.suffix, self.infix, self.url = (
            re.compile(tokenizer[k]) for k in ("prefix_search", "suffix_search", "infix_finditer", "url_match"))
        self.exceptions = {k: [(t[65], t.get(67)) for t in v] for k, v in tokenizer["exceptions"].items()}
        self.norms = msgpack.unpack(read("vocab/lookups.bin"))["lexeme_norm"]
        self.sequences = self.learn_sequences()
        shared = model("tok2vec")
        self.tok2vec = Tok2Vec(shared)
        softmax = model("tagger")
        W, b = (softmax.params[softmax.named("softmax")[0]][k] for k in ("W", "b"))
        self.tagger = Matrix(tensor(W)[1], tensor(W)[0][1], tensor(b)[1])
        self.tags = json.loads(read("tagger/cfg"))["labels"]
        self.tag_scores = {}
        self.parser = Scorer(model("parser"), self.tok2vec)
        self.parser_classes = class_table(os.path.join(folder, "parser/moves"), False)
        ner = model("ner")
        self.ner_tok2vec = Tok2Vec(ner)
        self.ner = Scorer(ner, self.ner_tok2vec)
        self.ner_classes = class_table(os.path.join(folder, "ner/moves"), True)
        self.rules = msgpack.unpack(read("attribute_ruler/patterns"))
        self.lemmas = msgpack.unpack(read("lemmatizer/lookups/lookups.bin"))
        self.margin = math.inf
        self.seen = {}  # how often something happened that the tests want to have happened

    def note(self, what, n=1):
        self.seen[what] = self.seen.get(what, 0) + n

    # -- tokens --

    def match(self, pattern, text):
        found = pattern.search(text)
        return found.end() - found.start() if found else 0

    def split(self, s, special=True):
        def spec(x):
            return special and x in self.exceptions
        if spec(s):
            return list(self.exceptions[s])
        prefixes, suffixes, last = [], [], None
        while s and len(s) != last:
            last = len(s)
            if spec(s):
                break
            p = self.match(self.prefix, s)
            if p and s[p:] and spec(s[p:]):
                prefixes.append(s[:p])
                s = s[p:]
                break
            q = self.match(self.suffix, s[p:])
            if q and s[:-q] and spec(s[:-q]):
                suffixes.append(s[-q:])
                s = s[:-q]
                break
            if p and q and p + q <= len(s):
                prefixes.append(s[:p])
                suffixes.append(s[-q:])
                s = s[p:-q]
            elif p:
                prefixes.append(s[:p])
                s = s[p:]
            elif q:
                suffixes.append(s[-q:])
                s = s[:-q]
        out = [(x, None) for x in prefixes]
        if s:
            if spec(s):
                out += self.exceptions[s]
            elif self.url.search(s):
                out.append((s, None))
            else:
                done = 0
                for found in self.infix.finditer(s):
                    x, y = found.span()
                    if x == 0:
                        continue
                    out += [(piece, None) for piece in (s[done:x], s[x:y]) if piece]
                    done = y
                if s[done:]:
                    out.append((s[done:], None))
        return out + [(x, None) for x in reversed(suffixes)]

    def chunks(self, text):
        at = 0
        while at < len(text):
            white, end = text[at].isspace(), at
            while end < len(text) and text[end].isspace() == white:
                end += 1
            space = not white and text[end:end + 1] == " "
            yield text[at:end], white, space
            at = end + space

    def learn_sequences(self):
        out = set()
        for key in self.exceptions:
            if " " in key or self.prefix.search(key) or self.suffix.search(key) or self.infix.search(key):
                pieces = []
                for chunk, white, _ in self.chunks(key):
                    pieces += [chunk] if white else [x for x, _ in self.split(chunk, False)]
                out.add(tuple(pieces))
        self.longest = max(map(len, out), default=0)
        return out

    def tokenize(self, text):
        tokens = []
        for chunk, white, space in self.chunks(text):
            if white:
                pieces = self.exceptions.get(chunk, [(chunk, None)])
            else:
                pieces = self.split(chunk)
            tokens += [Token(*piece) for piece in pieces]
            tokens[-1].spacy = space
        found = []
        for i in range(len(tokens)):
            for j in range(i + 1, min(i + self.longest, len(tokens)) + 1):
                if tuple(t.text for t in tokens[i:j]) in self.sequences:
                    found.append((i, j))
        marked, kept = set(), {}
        for i, j in sorted(found, key=lambda x: (x[0] - x[1], x[0])):
            if i not in marked and j - 1 not in marked:
                kept[i] = j
            marked.update(range(i, j))
        out, i = [], 0
        while i < len(tokens):
            j = kept.get(i, i + 1)
            piece = "".join(t.text + " " * t.spacy for t in tokens[i:j - 1]) + tokens[j - 1].text
            if i in kept and piece in self.exceptions:
                fresh = [Token(*x) for x in self.exceptions[piece]]
                fresh[-1].spacy = tokens[j - 1].spacy
                out += fresh
                self.note("joined")
            else:
                out += tokens[i:j]
            i = j
        at = 0
        for t in out:
            t.at = at
            at += len(t.text) + t.spacy
        assert "".join(t.text + " " * t.spacy for t in out) == text
        return out

    def norm(self, t):
        if t.norm is not None:
            return t.norm
        known = self.norms.get(string_id(t.text))
        return known if known is not None else BASE_NORMS.get(t.text) or t.text.lower()

    def keys(self, t):
        return {"NORM": string_id(self.norm(t)), "PREFIX": string_id(t.text[0]), "SUFFIX": string_id(t.text[-3:]),
                "SHAPE": string_id(shape(t.text)), "SPACY": int(t.spacy), "IS_SPACE": int(t.space)}

    # -- predictions --

    def best(self, scores, allowed):
        """The first of the highest allowed scores; the distance to the next one is remembered."""
        winner, second = None, -math.inf
        for i in allowed:
            if winner is None or scores[i] > scores[winner]:
                if winner is not None:
                    second = max(second, scores[winner])
                winner = i
            else:
                second = max(second, scores[i])
        self.margin = min(self.margin, scores[winner] - second)
        return winner

    def predict_tags(self, tokens, ids):
        for t, row in zip(tokens, ids):
            if row not in self.tag_scores:
                self.tag_scores[row] = self.tagger.times(self.tok2vec.rows[row])
            scores = self.tag_scores[row]
            t.tag = self.tags[self.best(scores, range(len(scores)))]

    def predict_tree(self, tokens, ids):
        state = State(len(tokens))
        while state.stack or state.buffer:
            valid = state.valid()
            scores = self.parser.scores(ids, state.features())
            best = self.best(scores, [c for c, (a, _) in enumerate(self.parser_classes) if a in valid])
            state.move(*self.parser_classes[best])
            self.note("move %d" % self.parser_classes[best][0])
        self.note("shifted twice", sum(n > 1 for n in state.shifted))
        for i, t in enumerate(tokens):
            t.head = state.head[i] if state.head[i] >= 0 else i
            t.dep = state.label[i] if state.head[i] >= 0 else "ROOT"
        self.set_edges(tokens)
        for i, t in enumerate(tokens):
            if "||" in t.dep:
                t.dep, head = self.undecorate(tokens, i)
                self.note("decorated")
                self.note("lifted", head != t.head)
                t.head = head
        self.set_edges(tokens)
        for i, t in enumerate(tokens):
            if t.head == i:
                tokens[t.left].sent = 1
        tokens[0].sent = 1

    def set_edges(self, tokens):
        n = len(tokens)
        for i, t in enumerate(tokens):
            t.left = t.right = i

        def widen(i):
            t, head = tokens[i], tokens[tokens[i].head]
            head.left, head.right = min(head.left, t.left), max(head.right, t.right)

        def holds():
            cuts, start = {t.left for i, t in enumerate(tokens) if t.head == i}, 0
            for i in range(n):
                if i in cuts and i > 0 or i == n - 1:
                    if any(not start <= tokens[j].head <= i for j in range(start, i)):
                        return False
                    start = i
            return True
        for rounds in range(12):
            for i in range(n):
                widen(i)
            for i in reversed(range(n)):
                widen(i)
            if holds():
                return
            self.note("edges widened again")

    def undecorate(self, tokens, i):
        """Label and head of token i, whose label X||Y says: lifted from the first Y below the present head."""
        label, wanted = tokens[i].dep.split("||", 1)
        queue = [tokens[i].head]
        for k in queue:
            for j in range(tokens[k].left, tokens[k].right + 1):
                if j == k or j == i or tokens[j].head != k or tokens[j].space:
                    continue
                if tokens[j].dep == wanted:
                    return label, j
                queue.append(j)
        return label, tokens[i].head

    def predict_entities(self, tokens, ids):
        n, open_, label = len(tokens), -1, ""
        for b, t in enumerate(tokens):
            more = b + 1 < n and not tokens[b + 1].sent

            def valid(action, x):
                if action == BEGIN:
                    return open_ < 0 and more and x != "" and not t.space
                if action == IN:
                    return open_ >= 0 and more and x == label
                if action == LAST:
                    return open_ >= 0 and x == label
                if action == UNIT:
                    return open_ < 0 and x != "" and not t.space
                return open_ < 0
            scores = self.ner.scores(ids, [b, open_, b - 1 if open_ >= 0 else -1])
            best = self.best(scores, [c for c, (a, x) in enumerate(self.ner_classes) if valid(a, x)])
            action, x = self.ner_classes[best]
            self.note("entity move %d" % action)
            if action in (BEGIN, UNIT):
                label, t.iob = x, "B"
            elif action != OUT:
                t.iob = "I"
            t.ent = "" if action == OUT else label
            open_ = b if action == BEGIN else -1 if action == LAST else open_

    # -- rules --

    REGEX_WORDS = {"^n'?t$", "^n[ou]thin'$", "^y'?$"}

    def fits(self, t, spec):
        for key, wanted in spec.items():
            key = key.upper()
            have = {"TAG": t.tag, "LOWER": t.text.lower(), "DEP": t.dep, "IS_SPACE": t.space}[key]
            if isinstance(wanted, dict):
                (op, values), = wanted.items()
                if op == "REGEX":
                    assert values in self.REGEX_WORDS
                    good = re.search(values, have) is not None
                else:
                    good = (have in values) == (op == "IN")
            else:
                good = have == wanted
            if not good:
                return False
        return True

    def apply_rules(self, tokens):
        found = set()
        for number, rule in enumerate(self.rules):
            for pattern in rule["patterns"]:
                for i in range(len(tokens) - len(pattern) + 1):
                    if all(self.fits(tokens[i + k], spec) for k, spec in enumerate(pattern)):
                        found.add((number, i, i + len(pattern)))
        for number, i, j in sorted(found):
            t = tokens[range(i, j)[self.rules[number]["index"]]]
            for key, value in self.rules[number]["attrs"].items():
                name = {75: "TAG", 74: "POS", 453: "MORPH", 73: "LEMMA", 76: "DEP"}.get(key) or key.upper()
                if name == "MORPH":
                    value = "|".join(sorted("=".join([f.split("=")[0], ",".join(sorted(f.split("=")[1].split(",")))])
                                            for f in value.split("|") if "=" in f)) or "_"
                setattr(t, name.lower(), value)
            self.note("rule %d" % number)

    def lemma(self, t):
        pos, word = t.pos.lower(), t.text.lower()
        feats = dict(f.split("=") for f in t.morph.split("|") if "=" in f)
        if pos in ("", "eol", "space"):
            return word
        form = feats.get("VerbForm")
        if pos == "noun" and feats.get("Number") == "Sing" or \
                pos == "verb" and form == "Fin" and feats.get("Tense") == "Pres" and "Number" not in feats or \
                form in ("Inf", "None") or feats.get("Degree") == "Pos":
            return word
        index, exc, rules = (self.lemmas["lemma_" + k].get(string_id(pos)) for k in ("index", "exc", "rules"))
        if index is None and exc is None and rules is None:
            return t.text if pos == "propn" else word
        forms, oov = [], []
        for old, new in rules or []:
            if not word.endswith(old):
                continue
            form = word[:len(word) - len(old)] + new
            if not form:
                continue
            if form in (index or []):
                forms.insert(0, form)
            elif not form.isalpha():
                forms.append(form)
            else:
                oov.append(form)
        forms = list(dict.fromkeys(forms))
        for form in (exc or {}).get(word, []):
            if form not in forms:
                forms.insert(0, form)
        return (forms or oov or [t.text])[0]

    ARGUMENTS = {"oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT"}

    def chunks_of(self, tokens):
        out, last = [], -1
        for i, t in enumerate(tokens):
            if t.pos not in ("NOUN", "PROPN", "PRON") or t.left <= last:
                continue
            good = t.dep in self.ARGUMENTS
            if t.dep == "conj":
                h = t.head
                while tokens[h].dep == "conj" and tokens[h].head < h:
                    h = tokens[h].head
                good = tokens[h].dep in self.ARGUMENTS
            if good:
                out.append([t.left, i + 1])
                last = i
        return out

    # -- all of it --

    def parse(self, text):
        tokens = self.tokenize(text)
        chunks = []
        if tokens:
            keys = [self.keys(t) for t in tokens]
            ids = self.tok2vec.encode(keys)
            self.predict_tags(tokens, ids)
            self.predict_tree(tokens, ids)
            self.predict_entities(tokens, self.ner_tok2vec.encode(keys))
            self.apply_rules(tokens)
            for t in tokens:
                if t.lemma is None:
                    t.lemma = self.lemma(t)
            chunks = self.chunks_of(tokens)
            self.note("tokens", len(tokens))
            self.note("sentences", sum(t.sent for t in tokens))
            self.note("roots", sum(t.head == i for i, t in enumerate(tokens)))
            self.note("chunks", len(chunks))
        return tokens, chunks

    def vectors(self, text):
        tokens = self.tokenize(text)
        return [self.tok2vec.rows[i] for i in self.tok2vec.encode([self.keys(t) for t in tokens])]

    def record(self, name, text):
        """What `demarche parse --format jsonl` must write."""
        tokens, chunks = self.parse(text)
        columns = {
            "start": [t.at for t in tokens], "end": [t.at + len(t.text) for t in tokens], "tag": [t.tag for t in tokens],
            "pos": [t.pos for t in tokens], "morph": [t.morph for t in tokens], "lemma": [t.lemma for t in tokens],
            "head": [t.head for t in tokens], "dep": [t.dep for t in tokens], "sent": [t.sent for t in tokens],
            "ent": ["O" if t.iob == "O" else f"{t.iob}-{t.ent}" for t in tokens]}
        return json.dumps({"id": name, "tokens": columns, "noun_chunks": chunks}, ensure_ascii=False,
                          separators=(",", ":"))
