/* A published spaCy v3 English pipeline becomes a .dmm file.
 *
 * Every part is checked against what the engine runs: components and their order, architectures, sizes,
 * patterns. What it would not run exactly is refused; nothing is guessed by position. docs/model.md describes
 * the result. */
#include <jansson.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/pack.h"
#include "base/utf8.h"
#include "demarche.h"
#include "model/model.h"
#include "model/msgpack_tree.h"
#include "model/package.h"
#include "model/string_id.h"

typedef struct import {
    const dm_package *package;
    dm_packer out;
    dm_arena arena;
    dm_err *err;
} import;

typedef DM_VEC(dm_str) texts;

static const char remedy[] = "import en_core_web_sm 3.7 or 3.8, or a pipeline of the same parts";

/* A refusal: the component and the reason. */
#define refuse(in, where, ...) dm_fail((in)->err, DM_EUNSUP, -1, (where), remedy, __VA_ARGS__)
#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

static dm_status get_file(import *in, const char *name, const dm_package_file **out) {
    *out = dm_package_find(in->package, name);
    if (*out) return DM_OK;
    return dm_fail(in->err, DM_EFORMAT, -1, name, remedy, "the package has no such file");
}

/* ---- config.cfg: the pipeline and its architectures ---- */

/* The value of `key` in [section], unquoted; p is NULL if there is none. */
static dm_str config_get(const dm_package_file *config, const char *section, const char *key) {
    const char *p = config->bytes, *end = p + config->n;
    bool inside = false;
    while (p < end) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        dm_str line = {p, (size_t)((eol ? eol : end) - p)};
        p = eol ? eol + 1 : end;
        while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\r')) line.n--;
        if (line.n > 1 && line.p[0] == '[') {
            inside = line.n == strlen(section) + 2 && memcmp(line.p + 1, section, line.n - 2) == 0;
        } else if (inside && line.n > strlen(key) + 3 && memcmp(line.p, key, strlen(key)) == 0 &&
                   memcmp(line.p + strlen(key), " = ", 3) == 0) {
            dm_str v = dm_str_sub(line, strlen(key) + 3, line.n);
            if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"') v = dm_str_sub(v, 1, v.n - 1);
            return v;
        }
    }
    return (dm_str){NULL, 0};
}

static dm_status import_config(import *in) {
    static const struct {
        const char *section, *key, *value;
    } wanted[] = {
        {"nlp", "lang", "en"},
        {"nlp", "tokenizer", "{\"@tokenizers\":\"spacy.Tokenizer.v1\"}"},
        {"components.tok2vec", "factory", "tok2vec"},
        {"components.tagger", "factory", "tagger"},
        {"components.parser", "factory", "parser"},
        {"components.attribute_ruler", "factory", "attribute_ruler"},
        {"components.lemmatizer", "factory", "lemmatizer"},
        {"components.ner", "factory", "ner"},
        {"components.tok2vec.model", "@architectures", "spacy.Tok2Vec.v2"},
        {"components.tok2vec.model.embed", "@architectures", "spacy.MultiHashEmbed.v2"},
        {"components.tok2vec.model.embed", "include_static_vectors", "false"},
        {"components.tok2vec.model.encode", "@architectures", "spacy.MaxoutWindowEncoder.v2"},
        {"components.tok2vec.model.encode", "window_size", "1"},
        {"components.tagger.model", "@architectures", "spacy.Tagger.v2"},
        {"components.tagger.model", "normalize", "false"},
        {"components.tagger.model.tok2vec", "@architectures", "spacy.Tok2VecListener.v1"},
        {"components.tagger.model.tok2vec", "upstream", "tok2vec"},
        {"components.parser.model", "@architectures", "spacy.TransitionBasedParser.v2"},
        {"components.parser.model", "extra_state_tokens", "false"},
        {"components.parser.model", "use_upper", "true"},
        {"components.parser.model.tok2vec", "@architectures", "spacy.Tok2VecListener.v1"},
        {"components.parser.model.tok2vec", "upstream", "tok2vec"},
        {"components.ner.model", "@architectures", "spacy.TransitionBasedParser.v2"},
        {"components.ner.model", "extra_state_tokens", "false"},
        {"components.ner.model", "use_upper", "true"},
        {"components.ner.model.tok2vec", "@architectures", "spacy.Tok2Vec.v2"},
        {"components.ner.model.tok2vec.embed", "@architectures", "spacy.MultiHashEmbed.v2"},
        {"components.ner.model.tok2vec.embed", "include_static_vectors", "false"},
        {"components.ner.model.tok2vec.encode", "@architectures", "spacy.MaxoutWindowEncoder.v2"},
        {"components.ner.model.tok2vec.encode", "window_size", "1"},
        {"components.lemmatizer", "mode", "rule"},
        {"components.lemmatizer", "overwrite", "false"},
    };
    static const char *const order[] = {"tok2vec",         "tagger",     "parser",
                                        "attribute_ruler", "lemmatizer", "ner"};
    const dm_package_file *config;
    check(get_file(in, "config.cfg", &config));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        dm_str v = config_get(config, wanted[i].section, wanted[i].key);
        if (!v.p || !dm_str_is(v, wanted[i].value))
            return refuse(in, wanted[i].section, "%s is %.*s; the engine runs only %s", wanted[i].key,
                          v.p ? (int)(v.n > 40 ? 40 : v.n) : 7, v.p ? v.p : "not set", wanted[i].value);
    }
    dm_str pipeline = config_get(config, "nlp", "pipeline"), disabled = config_get(config, "nlp", "disabled");
    json_t *names = pipeline.p ? json_loadb(pipeline.p, pipeline.n, 0, NULL) : NULL;
    json_t *off = disabled.p ? json_loadb(disabled.p, disabled.n, 0, NULL) : json_array();
    size_t at = 0, i, k;
    json_t *v, *d;
    bool good = json_is_array(names) && json_is_array(off);
    char odd[64] = "";
    json_array_foreach(names, i, v) {
        bool skip = false;
        json_array_foreach(off, k, d) skip = skip || json_equal(v, d);
        if (skip) continue;
        const char *name = json_string_value(v);
        if (good && (at >= sizeof order / sizeof *order || !name || strcmp(name, order[at]) != 0)) {
            good = false;
            snprintf(odd, sizeof odd, "%s", name ? name : "?");
        }
        at++;
    }
    good = good && at == sizeof order / sizeof *order;
    json_decref(names);
    json_decref(off);
    if (!good)
        return refuse(in, "nlp.pipeline",
                      "the pipeline is not tok2vec, tagger, parser, attribute_ruler, lemmatizer, ner%s%s",
                      *odd ? "; first other component: " : "", odd);
    return DM_OK;
}

/* ---- tokenizer and norms ---- */

/* PCRE2's spelling of a Python pattern; see the rules in docs/model.md. */
static dm_str rewrite_pattern(import *in, dm_str s) {
    static const char space[] =
        "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
        "\\x{202f}\\x{205f}\\x{3000}";
    dm_buffer b = {0};
    if (dm_str_starts(s, DM_STR("(?u)"))) s = dm_str_sub(s, 4, s.n);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], d = i + 1 < s.n ? s.p[i + 1] : 0;
        size_t hex = c == '\\' && d == 'u' ? 4 : c == '\\' && d == 'U' ? 8 : 0;
        if (c != '\\' || !d) {
            dm_buffer_char(&b, c);
            continue;
        }
        i++;
        if (hex && i + hex < s.n) {
            size_t from = i + 1, to = from + hex;
            while (from + 1 < to && s.p[from] == '0') from++;
            dm_buffer_printf(&b, "\\x{%.*s}", (int)(to - from), s.p + from);
            i += hex;
        } else if (d == 'w') {
            dm_buffer_text(&b, "\\p{L}\\p{N}_");
        } else if (d == 'd') {
            dm_buffer_text(&b, "\\p{Nd}");
        } else if (d == 'S') {
            dm_buffer_printf(&b, "[^%s]", space);
        } else {
            dm_buffer_char(&b, c);
            dm_buffer_char(&b, d);
        }
    }
    dm_str out = b.failed ? (dm_str){NULL, 0} : dm_arena_copy(&in->arena, (dm_str){b.p, b.n});
    bool failed = b.failed;
    dm_buffer_clear(&b);
    if (failed) dm_arena_fail(&in->arena);
    return out;
}

/* Refuses what the rewriting does not know and would let match something else without a word. Python means by
 * \w and \S what a class can say only from inside, or only from outside. `front`, `end`: each alternative
 * must be bound to the beginning or to the end, as the tokenizer takes the length of a match for the length
 * of an affix. */
static dm_status check_pattern(import *in, const char *name, dm_str s, bool front, bool end) {
    bool inside = false, bound = !front;
    int depth = 0;
    for (size_t i = 0; i <= s.n; i++) {
        char c = i < s.n ? s.p[i] : '|', d = i + 1 < s.n ? s.p[i + 1] : 0;
        if (c == '\\') {
            bool word = (d >= 'a' && d <= 'z') || (d >= 'A' && d <= 'Z') || (d >= '0' && d <= '9');
            if (!d || (word && (!strchr("uUwdS", d) || (d == 'w' && !inside) || (d == 'S' && inside))))
                return refuse(in, "tokenizer", "%s uses \\%c, which the engine does not know there", name,
                              d ? d : ' ');
            i++;
        } else if (inside) {
            inside = c != ']';
        } else if (c == '[') {
            inside = true;
            i += d == '^';
            if (i + 1 < s.n && s.p[i + 1] == ']') i++; /* a bracket that stands first is a character */
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth--;
        } else if (c == '|' && depth == 0) {
            if (end) bound = i > 1 && s.p[i - 1] == '$' && s.p[i - 2] != '\\';
            if (!bound) return refuse(in, "tokenizer", "%s has a part that is bound to neither end", name);
            bound = !front;
        } else if (front && c == '^' && depth == 0) {
            bound = bound || i == 0 || s.p[i - 1] == '|';
        }
    }
    return DM_OK;
}

static dm_status import_patterns(import *in, const msgpack_object *root) {
    static const char *const names[] = {"prefix_search", "suffix_search", "infix_finditer", "url_match"};
    dm_str patterns[4];
    for (size_t i = 0; i < 4; i++) {
        dm_str source = dm_tree_text(dm_tree_get(root, names[i]));
        if (!source.p) return refuse(in, "tokenizer", "it has no %s", names[i]);
        check(check_pattern(in, names[i], source, i == 0, i == 1));
        patterns[i] = rewrite_pattern(in, source);
        int code;
        PCRE2_SIZE at;
        pcre2_code *compiled =
            pcre2_compile((PCRE2_SPTR)patterns[i].p, patterns[i].n, PCRE2_UTF, &code, &at, NULL);
        if (!compiled) {
            PCRE2_UCHAR message[120];
            pcre2_get_error_message(code, message, sizeof message);
            return refuse(in, "tokenizer", "%s cannot be compiled: %s", names[i], (const char *)message);
        }
        pcre2_code_free(compiled);
    }
    dm_packer_strings(&in->out, "regex", patterns, 4);
    return DM_OK;
}

/* The string under a numeric key: the tokenizer's exceptions use the numbers of ORTH (65) and NORM (67). */
static dm_str by_number(const msgpack_object *map, uint64_t key) {
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        uint64_t k;
        if (dm_tree_is_uint(&map->via.map.ptr[i].key, &k) && k == key)
            return dm_tree_text(&map->via.map.ptr[i].val);
    }
    return (dm_str){NULL, 0};
}

static dm_status import_exceptions(import *in, const msgpack_object *root) {
    const msgpack_object *map = dm_tree_get(root, "exceptions"), *match = dm_tree_get(root, "token_match");
    if (match && match->type != MSGPACK_OBJECT_NIL) return refuse(in, "tokenizer", "it has a token_match");
    if (!map || map->type != MSGPACK_OBJECT_MAP) return refuse(in, "tokenizer", "it has no exceptions");
    texts keys = {0}, orths = {0}, norms = {0};
    DM_VEC(uint32_t) first = {0};
    DM_VEC(uint8_t) has_norm = {0};
    dm_arena *a = &in->arena;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        dm_str key = dm_tree_text(&map->via.map.ptr[i].key);
        const msgpack_object *list = &map->via.map.ptr[i].val;
        size_t at = 0;
        if (!key.n || list->type != MSGPACK_OBJECT_ARRAY || list->via.array.size == 0)
            return refuse(in, "tokenizer", "exception %u is not of a known form", i);
        dm_vec_push(a, &keys, key);
        dm_vec_push(a, &first, orths.n);
        for (uint32_t t = 0; t < list->via.array.size; t++) {
            const msgpack_object *token = &list->via.array.ptr[t];
            if (token->type != MSGPACK_OBJECT_MAP)
                return refuse(in, "tokenizer", "exception %u is not of a known form", i);
            dm_str orth = by_number(token, 65), norm = by_number(token, 67);
            if (dm_utf8_check(orth.p, orth.n) != orth.n || dm_utf8_check(norm.p, norm.n) != norm.n)
                return refuse(in, "tokenizer", "an exception is not UTF-8");
            if (!orth.n || token->via.map.size != 1u + (norm.p != NULL) || orth.n > key.n - at ||
                memcmp(key.p + at, orth.p, orth.n) != 0)
                return refuse(in, "tokenizer",
                              "the tokens of an exception do not add up to it, or set more than a norm: %.*s",
                              (int)(key.n > 40 ? 40 : key.n), key.p);
            at += orth.n;
            dm_vec_push(a, &orths, orth);
            dm_vec_push(a, &norms, norm.p ? norm : DM_STR(""));
            dm_vec_push(a, &has_norm, norm.p != NULL);
        }
        if (at != key.n) return refuse(in, "tokenizer", "the tokens of an exception do not add up to it");
    }
    dm_vec_push(a, &first, orths.n);
    dm_packer_index(&in->out, "exceptions", keys.at, keys.n);
    dm_packer_add(&in->out, "exceptions.first", first.at, first.n * sizeof *first.at, NULL);
    dm_packer_strings(&in->out, "exceptions.orth", orths.at, orths.n);
    dm_packer_strings(&in->out, "exceptions.norm", norms.at, norms.n);
    dm_packer_add(&in->out, "exceptions.has_norm", has_norm.at, has_norm.n, NULL);
    return DM_OK;
}

typedef struct norm_row {
    uint64_t id;
    dm_str norm;
} norm_row;

static int by_id(const void *a, const void *b) {
    uint64_t x = ((const norm_row *)a)->id, y = ((const norm_row *)b)->id;
    return (x > y) - (x < y);
}

static dm_status import_norms(import *in) {
    const dm_package_file *file;
    dm_tree tree;
    check(get_file(in, "vocab/lookups.bin", &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    const msgpack_object *map = dm_tree_get(&tree.root, "lexeme_norm");
    dm_status s = DM_OK;
    if (!map || map->type != MSGPACK_OBJECT_MAP) {
        s = refuse(in, "vocab", "there is no table lexeme_norm");
    } else {
        uint32_t n = map->via.map.size;
        norm_row *rows = dm_arena_zero(&in->arena, n + 1, sizeof *rows);
        for (uint32_t i = 0; i < n && s == DM_OK; i++) {
            rows[i].norm = dm_tree_text(&map->via.map.ptr[i].val);
            if (!dm_tree_is_uint(&map->via.map.ptr[i].key, &rows[i].id) || !rows[i].norm.p)
                s = refuse(in, "vocab", "row %u of lexeme_norm is not of a known form", i);
        }
        if (s == DM_OK) {
            qsort(rows, n, sizeof *rows, by_id);
            uint64_t *ids = dm_arena_array(&in->arena, n + 1, sizeof *ids);
            dm_str *norms = dm_arena_array(&in->arena, n + 1, sizeof *norms);
            for (uint32_t i = 0; i < n; i++) {
                ids[i] = rows[i].id;
                norms[i] = rows[i].norm;
            }
            dm_packer_add(&in->out, "norms.id", ids, n * sizeof *ids, NULL);
            dm_packer_strings(&in->out, "norms", norms, n);
        }
    }
    dm_tree_close(&tree);
    return s;
}

static dm_status import_tokenizer(import *in) {
    const dm_package_file *file;
    dm_tree tree;
    check(get_file(in, "tokenizer", &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    dm_status s = import_patterns(in, &tree.root);
    if (s == DM_OK) s = import_exceptions(in, &tree.root);
    dm_tree_close(&tree);
    return s == DM_OK ? import_norms(in) : s;
}

/* ---- networks ---- */

/* A thinc model: four parallel lists. */
typedef struct thinc {
    const char *component;
    const msgpack_object *nodes, *attrs, *params;
    uint32_t n;
} thinc;

static dm_status open_thinc(import *in, thinc *m, const dm_tree *tree, const char *component) {
    *m = (thinc){component, dm_tree_get(&tree->root, "nodes"), dm_tree_get(&tree->root, "attrs"),
                 dm_tree_get(&tree->root, "params"), 0};
    const msgpack_object *lists[] = {m->nodes, m->attrs, m->params};
    for (size_t i = 0; i < 3; i++) {
        if (!lists[i] || lists[i]->type != MSGPACK_OBJECT_ARRAY || (i && lists[i]->via.array.size != m->n))
            return dm_fail(in->err, DM_EFORMAT, -1, component, remedy, "its model is not a thinc model");
        m->n = lists[i]->via.array.size;
    }
    return DM_OK;
}

static dm_str node_name(const thinc *m, uint32_t i) {
    return dm_tree_text(dm_tree_get(&m->nodes->via.array.ptr[i], "name"));
}

/* The next node of exactly this name from `from` on; m->n if there is none. */
static uint32_t find_node(const thinc *m, const char *name, uint32_t from) {
    for (uint32_t i = from; i < m->n; i++) {
        dm_str s = node_name(m, i);
        if (s.p && dm_str_is(s, name)) return i;
    }
    return m->n;
}

static dm_status add_param(import *in, const thinc *m, uint32_t node, const char *param, const char *section,
                           const uint32_t dims[4]) {
    const char *data;
    size_t bytes;
    uint32_t have[4];
    const msgpack_object *o = node < m->n ? dm_tree_get(&m->params->via.array.ptr[node], param) : NULL;
    if (!o || !dm_tree_floats(o, &data, &bytes, have))
        return refuse(in, m->component, "its model lacks the weights %s", section);
    for (int i = 0; i < 4; i++)
        if (have[i] != dims[i])
            return refuse(in, m->component, "%s has shape %u,%u,%u,%u; the engine runs only %u,%u,%u,%u",
                          section, have[0], have[1], have[2], have[3], dims[0], dims[1], dims[2], dims[3]);
    for (size_t i = 0; i < bytes;
         i += 4) { /* no infinity, no NaN: the kernels need none, and a checksum would not see it */
        uint32_t word;
        memcpy(&word, data + i, 4);
        if ((word & 0x7F800000u) == 0x7F800000u)
            return refuse(in, m->component, "%s holds a number that is not finite", section);
    }
    dm_packer_add(&in->out, section, data, bytes, dims);
    return DM_OK;
}

/* An attribute of a node: bytes of a MessagePack document of its own. */
static bool node_attr(const thinc *m, uint32_t node, const char *name, dm_tree *out) {
    dm_str bytes = dm_tree_text(dm_tree_get(&m->attrs->via.array.ptr[node], name));
    return bytes.p && dm_tree_open(out, bytes.p, bytes.n, m->component, NULL) == DM_OK;
}

static bool node_number(const thinc *m, uint32_t node, const char *name, uint64_t *value) {
    dm_tree t;
    if (!node_attr(m, node, name, &t)) return false;
    bool good = dm_tree_is_uint(&t.root, value);
    dm_tree_close(&t);
    return good;
}

static dm_status import_columns(import *in, const thinc *m, dm_column *columns, uint32_t *n_columns) {
    static const char *const names[DM_ATTRS] = {"NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"};
    dm_tree t;
    uint32_t node = find_node(m, "extract_features", 0);
    if (node == m->n || find_node(m, "extract_features", node + 1) != m->n ||
        !node_attr(m, node, "columns", &t))
        return refuse(in, m->component, "its features cannot be read");
    dm_status s = DM_OK;
    *n_columns = 0;
    if (t.root.type != MSGPACK_OBJECT_ARRAY || t.root.via.array.size == 0 || t.root.via.array.size > DM_ATTRS)
        s = refuse(in, m->component, "its features cannot be read");
    else
        *n_columns = t.root.via.array.size;
    for (uint32_t i = 0; i < *n_columns && s == DM_OK; i++) {
        dm_str name = dm_tree_text(&t.root.via.array.ptr[i]);
        columns[i] = (dm_column){DM_ATTRS, 0, 0};
        for (uint32_t k = 0; k < DM_ATTRS; k++)
            if (name.p && dm_str_is(name, names[k])) columns[i].attribute = k;
        if (columns[i].attribute == DM_ATTRS)
            s = refuse(in, m->component, "it reads the feature %.*s", (int)(name.n > 40 ? 40 : name.n),
                       name.p ? name.p : "");
    }
    dm_tree_close(&t);
    return s;
}

static dm_status import_tok2vec(import *in, const thinc *m, const char *name) {
    dm_column columns[DM_ATTRS];
    uint32_t n_columns, found = 0;
    char section[DM_PACK_NAME];
    check(import_columns(in, m, columns, &n_columns));
    if (find_node(m, "static_vectors", 0) != m->n)
        return refuse(in, m->component, "it uses static word vectors (a md or lg pipeline)");
    for (uint32_t node = find_node(m, "hashembed", 0); node < m->n;
         node = find_node(m, "hashembed", node + 1), found++) {
        uint64_t column, seed;
        const char *data;
        size_t bytes;
        uint32_t dims[4];
        if (!node_number(m, node, "column", &column) || !node_number(m, node, "seed", &seed) ||
            column >= n_columns || columns[column].rows || seed > UINT32_MAX ||
            !dm_tree_floats(dm_tree_get(&m->params->via.array.ptr[node], "E"), &data, &bytes, dims))
            return refuse(in, m->component, "an embedding table is not of a known form");
        columns[column].seed = (uint32_t)seed;
        columns[column].rows = dims[0];
        snprintf(section, sizeof section, "%s/E%u", name, (unsigned)column);
        check(add_param(in, m, node, "E", section, (uint32_t[4]){dims[0], DM_WIDTH}));
    }
    if (found != n_columns)
        return refuse(in, m->component, "it has %u embedding tables for %u features", found, n_columns);
    snprintf(section, sizeof section, "%s/columns", name);
    dm_packer_add(&in->out, section, columns, n_columns * sizeof *columns, NULL);

    /* The first maxout and layernorm mix the embeddings, the others are the window layers in their order. */
    uint32_t maxout = find_node(m, "maxout", 0), norm = find_node(m, "layernorm", 0);
    for (uint32_t layer = 0; layer <= DM_CONVS; layer++) {
        uint32_t wide = layer ? 3 * DM_WIDTH : n_columns * DM_WIDTH;
        const struct {
            const char *param, *suffix;
            uint32_t node, dims[4];
        } parts[] = {
            {"W", "W", maxout, {DM_WIDTH, DM_PIECES, wide}},
            {"b", "b", maxout, {DM_WIDTH, DM_PIECES}},
            {"G", "gain", norm, {DM_WIDTH}},
            {"b", "shift", norm, {DM_WIDTH}},
        };
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            snprintf(section, sizeof section, "%s/%u/%s", name, layer, parts[i].suffix);
            check(add_param(in, m, parts[i].node, parts[i].param, section, parts[i].dims));
        }
        maxout = find_node(m, "maxout", maxout + 1);
        norm = find_node(m, "layernorm", norm + 1);
    }
    if (maxout != m->n || norm != m->n)
        return refuse(in, m->component, "it has more than %d layers", DM_CONVS + 1);
    uint32_t padded = 0;
    for (uint32_t i = 0; i < m->n; i++) {
        uint64_t pad;
        dm_str s = node_name(m, i);
        if (!s.p || !dm_str_starts(s, DM_STR("with_array(residual"))) continue;
        padded++;
        if (!node_number(m, i, "pad", &pad) || pad != DM_CONVS)
            return refuse(in, m->component, "its encoder is not padded by %d", DM_CONVS);
    }
    return padded == 1 ? DM_OK : refuse(in, m->component, "its encoder is not of a known form");
}

/* ---- parser and entity recogniser ---- */

typedef struct move {
    long frequency;
    uint32_t action;
    dm_str label;
} move;

/* Larger first: frequency, then label by code points (UTF-8 keeps that order). */
static int by_frequency(const void *a, const void *b) {
    const move *x = a, *y = b;
    if (x->frequency != y->frequency) return x->frequency < y->frequency ? 1 : -1;
    int c = dm_str_cmp(y->label, x->label);
    return c ? c : (x->action > y->action) - (x->action < y->action);
}

static dm_status import_moves(import *in, const char *component, bool ner, uint32_t classes) {
    const dm_package_file *file;
    dm_tree tree;
    char name[64];
    snprintf(name, sizeof name, "%s/moves", component);
    check(get_file(in, name, &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    dm_str text = dm_tree_text(dm_tree_get(&tree.root, "moves"));
    json_t *actions = text.p ? json_loadb(text.p, text.n, 0, NULL) : NULL;
    DM_VEC(move) moves = {0}, deferred = {0};
    bool good = json_is_object(actions);
    for (uint32_t a = 0; a <= 5 && good; a++) {
        char number[4];
        snprintf(number, sizeof number, "%u", a);
        json_t *labels = json_object_get(actions, number), *f;
        const char *label;
        uint32_t begin = moves.n;
        if (!labels) continue;
        good = json_is_object(labels);
        json_object_foreach(labels, label, f) {
            move m = {(long)json_integer_value(f), a, dm_arena_copy(&in->arena, dm_str_of(label))};
            good = good && json_is_integer(f);
            if (ner && (a == 0 || (a == 5 && m.label.n))) continue;
            if (m.frequency < 0)
                dm_vec_push(&in->arena, &deferred, m);
            else
                dm_vec_push(&in->arena, &moves, m);
        }
        if (moves.n > begin) qsort(moves.at + begin, moves.n - begin, sizeof *moves.at, by_frequency);
    }
    good = good && json_object_size(actions) <= 6;
    json_decref(actions);
    dm_tree_close(&tree);
    if (!good) return refuse(in, component, "its table of moves is not of a known form");
    if (deferred.n) qsort(deferred.at, deferred.n, sizeof *deferred.at, by_frequency);
    for (uint32_t i = 0; i < deferred.n; i++) dm_vec_push(&in->arena, &moves, deferred.at[i]);
    if (moves.n != classes)
        return refuse(in, component, "it has %u moves and scores for %u", moves.n, classes);
    uint8_t *action = dm_arena_array(&in->arena, moves.n, 1);
    dm_str *labels = dm_arena_array(&in->arena, moves.n, sizeof *labels);
    for (uint32_t i = 0; i < moves.n; i++) {
        action[i] = (uint8_t)moves.at[i].action;
        labels[i] = moves.at[i].label;
        if (!ner && moves.at[i].action > 4)
            return refuse(in, component, "it has a move of kind %u", moves.at[i].action);
        if (dm_str_is(labels[i], "subtok")) return refuse(in, component, "it joins tokens (label subtok)");
        if (ner && moves.at[i].action != 5 && moves.at[i].action != 4 && !labels[i].n)
            return refuse(in, component, "it has a move without a label");
    }
    snprintf(name, sizeof name, "%s/action", component);
    dm_packer_add(&in->out, name, action, moves.n, NULL);
    snprintf(name, sizeof name, "%s/label", component);
    dm_packer_strings(&in->out, name, labels, moves.n);
    return DM_OK;
}

static dm_status import_settings(import *in, const char *component) {
    const dm_package_file *file;
    char name[64];
    snprintf(name, sizeof name, "%s/cfg", component);
    check(get_file(in, name, &file));
    json_t *cfg = json_loadb(file->bytes, file->n, 0, NULL);
    json_t *beam = json_object_get(cfg, "beam_width"), *learn = json_object_get(cfg, "learn_tokens");
    bool good =
        json_is_object(cfg) && (!beam || json_integer_value(beam) == 1) && (!learn || json_is_false(learn));
    json_decref(cfg);
    return good ? DM_OK : refuse(in, component, "its cfg asks for a beam or for learned tokens");
}

static dm_status import_transitions(import *in, const thinc *m, const char *name, uint32_t slots) {
    const msgpack_object *refs = dm_tree_get(&m->nodes->via.array.ptr[0], "refs");
    uint64_t lower, upper;
    if (!dm_tree_is_uint(dm_tree_get(refs, "lower"), &lower) ||
        !dm_tree_is_uint(dm_tree_get(refs, "upper"), &upper) || lower >= m->n || upper >= m->n)
        return refuse(in, m->component, "its model has no lower and upper layer");
    uint32_t projection = m->n, linears = 0;
    for (uint32_t i = find_node(m, "linear", 0); i < m->n; i = find_node(m, "linear", i + 1))
        if (i != upper) projection = i, linears++;
    if (linears != 1) return refuse(in, m->component, "its model has %u projections", linears);
    const char *data;
    size_t bytes;
    uint32_t dims[4];
    if (!dm_tree_floats(dm_tree_get(&m->params->via.array.ptr[upper], "W"), &data, &bytes, dims))
        return refuse(in, m->component, "its upper layer has no weights");
    const struct {
        const char *param, *suffix;
        uint32_t node, dims[4];
    } parts[] = {
        {"W", "lower.W", (uint32_t)lower, {slots, DM_HIDDEN, DM_STATE_PIECES, DM_HIDDEN}},
        {"b", "lower.b", (uint32_t)lower, {DM_HIDDEN, DM_STATE_PIECES}},
        {"pad", "lower.pad", (uint32_t)lower, {1, slots, DM_HIDDEN, DM_STATE_PIECES}},
        {"W", "upper.W", (uint32_t)upper, {dims[0], DM_HIDDEN}},
        {"b", "upper.b", (uint32_t)upper, {dims[0]}},
        {"W", "project.W", projection, {DM_HIDDEN, DM_WIDTH}},
        {"b", "project.b", projection, {DM_HIDDEN}},
    };
    char section[DM_PACK_NAME];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(section, sizeof section, "%s/%s", name, parts[i].suffix);
        check(add_param(in, m, parts[i].node, parts[i].param, section, parts[i].dims));
    }
    check(import_moves(in, name, slots == 3, dims[0]));
    return import_settings(in, name);
}

static dm_status import_tagger(import *in, const thinc *m) {
    const dm_package_file *file;
    uint32_t node = find_node(m, "softmax", 0);
    check(get_file(in, "tagger/cfg", &file));
    json_t *cfg = json_loadb(file->bytes, file->n, 0, NULL), *labels = json_object_get(cfg, "labels"), *v;
    size_t i, n = json_array_size(labels);
    dm_str *names = dm_arena_zero(&in->arena, n + 1, sizeof *names);
    bool good = n > 0 && n < 1000;
    json_array_foreach(labels, i, v) {
        if (json_is_string(v))
            names[i] = dm_arena_copy(&in->arena, (dm_str){json_string_value(v), json_string_length(v)});
        else
            good = false;
    }
    json_decref(cfg);
    if (!good) return refuse(in, "tagger", "its labels cannot be read");
    dm_packer_strings(&in->out, "tagger/label", names, n);
    check(add_param(in, m, node, "W", "tagger/W", (uint32_t[4]){(uint32_t)n, DM_WIDTH}));
    return add_param(in, m, node, "b", "tagger/b", (uint32_t[4]){(uint32_t)n});
}

static dm_status import_networks(import *in) {
    static const char *const components[] = {"tok2vec", "tagger", "parser", "ner"};
    for (size_t i = 0; i < 4; i++) {
        const dm_package_file *file;
        dm_tree tree;
        thinc m;
        char name[64];
        snprintf(name, sizeof name, "%s/model", components[i]);
        check(get_file(in, name, &file));
        check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
        dm_status s = open_thinc(in, &m, &tree, components[i]);
        if (s == DM_OK && m.n == 0) s = refuse(in, components[i], "its model is empty");
        if (s == DM_OK && (i == 0 || i == 3)) s = import_tok2vec(in, &m, components[i]);
        if (s == DM_OK && i == 1) s = import_tagger(in, &m);
        if (s == DM_OK && i >= 2) s = import_transitions(in, &m, components[i], i == 2 ? 8 : 3);
        dm_tree_close(&tree);
        check(s);
    }
    return DM_OK;
}

/* ---- attribute ruler ---- */

typedef struct ruler {
    texts values;
    DM_VEC(dm_condition) conditions;
    DM_VEC(dm_pattern) patterns;
    DM_VEC(dm_rule) rules;
} ruler;

static int caseless(dm_str a, const char *b) {
    if (a.n != strlen(b)) return 0;
    for (size_t i = 0; i < a.n; i++)
        if ((a.p[i] | 32) != (b[i] | 32)) return 0;
    return 1;
}

static dm_status add_values(import *in, ruler *r, dm_condition *c, const msgpack_object *v) {
    c->first = r->values.n;
    if (v->type == MSGPACK_OBJECT_ARRAY) {
        for (uint32_t i = 0; i < v->via.array.size; i++) {
            dm_str s = dm_tree_text(&v->via.array.ptr[i]);
            if (!s.p)
                return refuse(in, "attribute_ruler", "a list in a pattern holds something else than text");
            dm_vec_push(&in->arena, &r->values, s);
        }
    } else {
        dm_str s = dm_tree_text(v);
        if (!s.p) return refuse(in, "attribute_ruler", "a value in a pattern is not text");
        dm_vec_push(&in->arena, &r->values, s);
    }
    c->n = r->values.n - c->first;
    return DM_OK;
}

/* The few regular expressions of the published pipelines are finite sets. */
static dm_status add_regex(import *in, ruler *r, dm_condition *c, const msgpack_object *v) {
    static const char *const sets[][3] = {
        {"^n'?t$", "nt", "n't"}, {"^n[ou]thin'$", "nothin'", "nuthin'"}, {"^y'?$", "y", "y'"}};
    dm_str s = dm_tree_text(v);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (s.p && dm_str_is(s, sets[i][0])) {
            c->first = r->values.n;
            c->n = 2;
            dm_vec_push(&in->arena, &r->values, dm_str_of(sets[i][1]));
            dm_vec_push(&in->arena, &r->values, dm_str_of(sets[i][2]));
            return DM_OK;
        }
    return refuse(in, "attribute_ruler",
                  "a pattern has the regular expression %.*s, which the engine does not know",
                  s.p ? (int)(s.n > 40 ? 40 : s.n) : 0, s.p ? s.p : "");
}

static dm_status import_token(import *in, ruler *r, const msgpack_object *spec, uint32_t *first,
                              uint32_t *n) {
    static const char *const names[] = {"TAG", "LOWER", "DEP", "IS_SPACE"};
    if (spec->type != MSGPACK_OBJECT_MAP || spec->via.map.size == 0)
        return refuse(in, "attribute_ruler", "a pattern has a token without conditions");
    *first = r->conditions.n;
    for (uint32_t i = 0; i < spec->via.map.size; i++) {
        dm_str key = dm_tree_text(&spec->via.map.ptr[i].key);
        const msgpack_object *v = &spec->via.map.ptr[i].val;
        dm_condition c = {.attribute = 4};
        for (uint32_t k = 0; k < 4; k++)
            if (key.p && caseless(key, names[k])) c.attribute = k;
        if (c.attribute == 4)
            return refuse(in, "attribute_ruler", "a pattern tests %.*s",
                          key.p ? (int)(key.n > 40 ? 40 : key.n) : 1, key.p ? key.p : "?");
        if (c.attribute == DM_RULE_IS_SPACE) {
            if (v->type != MSGPACK_OBJECT_BOOLEAN)
                return refuse(in, "attribute_ruler",
                              "a pattern tests IS_SPACE against something else than true or false");
            c.n = v->via.boolean;
        } else if (v->type == MSGPACK_OBJECT_MAP) {
            dm_str op = v->via.map.size == 1 ? dm_tree_text(&v->via.map.ptr[0].key) : (dm_str){NULL, 0};
            const msgpack_object *list = v->via.map.size == 1 ? &v->via.map.ptr[0].val : NULL;
            if (op.p && (dm_str_is(op, "IN") || dm_str_is(op, "NOT_IN"))) {
                c.negated = op.n == 6;
                check(add_values(in, r, &c, list));
            } else if (op.p && dm_str_is(op, "REGEX") && c.attribute == DM_RULE_LOWER) {
                check(add_regex(in, r, &c, list));
            } else {
                return refuse(in, "attribute_ruler", "a pattern uses the predicate %.*s",
                              op.p ? (int)(op.n > 40 ? 40 : op.n) : 1, op.p ? op.p : "?");
            }
        } else {
            check(add_values(in, r, &c, v));
        }
        dm_vec_push(&in->arena, &r->conditions, c);
    }
    *n = r->conditions.n - *first;
    return DM_OK;
}

static int by_text(const void *a, const void *b) {
    return dm_str_cmp(*(const dm_str *)a, *(const dm_str *)b);
}

/* Features sorted by name, the values of one feature sorted; "_" for none. */
static bool normal_morph(import *in, dm_str s, dm_str *out) {
    dm_str fields[32];
    size_t n = 0;
    *out = DM_STR("_");
    if (s.n == 0 || dm_str_is(s, "_")) return true;
    for (size_t i = 0, begin = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '|') continue;
        dm_str field = dm_str_sub(s, begin, i), parts[16];
        const char *equal = memchr(field.p, '=', field.n);
        size_t values = 0;
        begin = i + 1;
        if (!equal || n == 32) return false;
        size_t head = (size_t)(equal - field.p) + 1;
        for (size_t k = head, from = head; k <= field.n; k++) {
            if (k < field.n && field.p[k] != ',') continue;
            if (values == 16) return false;
            parts[values++] = dm_str_sub(field, from, k);
            from = k + 1;
        }
        qsort(parts, values, sizeof *parts, by_text);
        char *p = dm_arena_take(&in->arena, field.n + 1);
        memcpy(p, field.p, head);
        size_t at = head;
        for (size_t k = 0; k < values; k++) {
            if (k) p[at++] = ',';
            memcpy(p + at, parts[k].p, parts[k].n);
            at += parts[k].n;
        }
        fields[n++] = (dm_str){p, field.n};
    }
    qsort(fields, n, sizeof *fields, by_text);
    char *p = dm_arena_take(&in->arena, s.n + 1);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (i) p[at++] = '|';
        memcpy(p + at, fields[i].p, fields[i].n);
        at += fields[i].n;
    }
    *out = (dm_str){p, at};
    return true;
}

static dm_status import_attrs(import *in, ruler *r, const msgpack_object *attrs) {
    static const char *const names[DM_SETS] = {"TAG", "POS", "MORPH", "LEMMA", "DEP"};
    static const uint64_t numbers[DM_SETS] = {75, 74, 453, 73, 76};
    dm_rule rule = {{-1, -1, -1, -1, -1}};
    if (!attrs || attrs->type != MSGPACK_OBJECT_MAP)
        return refuse(in, "attribute_ruler", "a rule sets nothing");
    for (uint32_t i = 0; i < attrs->via.map.size; i++) {
        const msgpack_object *key = &attrs->via.map.ptr[i].key;
        dm_str name = dm_tree_text(key), value = dm_tree_text(&attrs->via.map.ptr[i].val);
        uint64_t number = 0;
        dm_tree_is_uint(key, &number);
        uint32_t k = 0;
        while (k < DM_SETS && !(name.p && caseless(name, names[k])) && number != numbers[k]) k++;
        if (k == DM_SETS || !value.p)
            return refuse(in, "attribute_ruler", "a rule sets %.*s",
                          name.p ? (int)(name.n > 40 ? 40 : name.n) : 1, name.p ? name.p : "?");
        if (k == DM_SET_MORPH && !normal_morph(in, value, &value))
            return refuse(in, "attribute_ruler", "a rule sets features that cannot be read");
        rule.set[k] = (int32_t)r->values.n;
        dm_vec_push(&in->arena, &r->values, value);
    }
    dm_vec_push(&in->arena, &r->rules, rule);
    return DM_OK;
}

static dm_status import_rules(import *in, const msgpack_object *root) {
    ruler r = {0};
    if (root->type != MSGPACK_OBJECT_ARRAY)
        return refuse(in, "attribute_ruler", "its patterns cannot be read");
    if (root->via.array.size > DM_RULES)
        return refuse(in, "attribute_ruler", "it has more than %d rules", DM_RULES);
    for (uint32_t i = 0; i < root->via.array.size; i++) {
        const msgpack_object *rule = &root->via.array.ptr[i], *patterns = dm_tree_get(rule, "patterns"),
                             *index = dm_tree_get(rule, "index");
        if (!patterns || patterns->type != MSGPACK_OBJECT_ARRAY || !index || rule->via.map.size != 3 ||
            (index->type != MSGPACK_OBJECT_POSITIVE_INTEGER &&
             index->type != MSGPACK_OBJECT_NEGATIVE_INTEGER))
            return refuse(in, "attribute_ruler", "rule %u is not of a known form", i);
        check(import_attrs(in, &r, dm_tree_get(rule, "attrs")));
        for (uint32_t k = 0; k < patterns->via.array.size; k++) {
            const msgpack_object *tokens = &patterns->via.array.ptr[k];
            uint32_t length = tokens->type == MSGPACK_OBJECT_ARRAY ? tokens->via.array.size : 0;
            int64_t target = index->via.i64 < 0 ? index->via.i64 + length : index->via.i64;
            dm_pattern p = {.rule = i, .length = length, .target = (uint32_t)target};
            if (length < 1 || length > 2 || target < 0 || target >= length)
                return refuse(in, "attribute_ruler", "a pattern has %u tokens", length);
            for (uint32_t t = 0; t < length; t++)
                check(import_token(in, &r, &tokens->via.array.ptr[t], &p.first[t], &p.n[t]));
            if (r.patterns.n == DM_RULES)
                return refuse(in, "attribute_ruler", "it has more than %d patterns", DM_RULES);
            dm_vec_push(&in->arena, &r.patterns, p);
        }
    }
    dm_packer_strings(&in->out, "ruler/values", r.values.at, r.values.n);
    dm_packer_add(&in->out, "ruler/conditions", r.conditions.at, r.conditions.n * sizeof *r.conditions.at,
                  NULL);
    dm_packer_add(&in->out, "ruler/patterns", r.patterns.at, r.patterns.n * sizeof *r.patterns.at, NULL);
    dm_packer_add(&in->out, "ruler/rules", r.rules.at, r.rules.n * sizeof *r.rules.at, NULL);
    return DM_OK;
}

/* ---- lemmatizer ---- */

static const char *const parts_of_speech[] = {"adj",   "adp",  "adv",  "aux",  "conj", "cconj", "det",
                                              "intj",  "noun", "num",  "part", "pron", "propn", "punct",
                                              "sconj", "sym",  "verb", "x",    "eol",  "space"};

static const msgpack_object *by_pos(const msgpack_object *table, const char *pos) {
    uint64_t id = dm_string_id(dm_str_of(pos)), k;
    if (table->type != MSGPACK_OBJECT_MAP) return NULL;
    for (uint32_t i = 0; i < table->via.map.size; i++)
        if (dm_tree_is_uint(&table->via.map.ptr[i].key, &k) && k == id) return &table->via.map.ptr[i].val;
    return NULL;
}

static bool collect(import *in, const msgpack_object *list, texts *out) {
    if (!list) return true;
    if (list->type != MSGPACK_OBJECT_ARRAY) return false;
    for (uint32_t i = 0; i < list->via.array.size; i++) {
        dm_str s = dm_tree_text(&list->via.array.ptr[i]);
        if (!s.p) return false;
        dm_vec_push(&in->arena, out, s);
    }
    return true;
}

/* Sorted, each once. */
static void make_set(texts *t) {
    uint32_t n = 0;
    if (t->n) qsort(t->at, t->n, sizeof *t->at, by_text);
    for (uint32_t i = 0; i < t->n; i++)
        if (!n || !dm_str_eq(t->at[n - 1], t->at[i])) t->at[n++] = t->at[i];
    t->n = n;
}

static dm_status import_lemmas_of(import *in, const char *pos, const msgpack_object *words,
                                  const msgpack_object *exceptions, const msgpack_object *rules) {
    texts index = {0}, forms = {0}, lemmas = {0}, changes = {0};
    DM_VEC(uint32_t) first = {0};
    char name[DM_PACK_NAME];
    bool good = collect(in, words, &index) && (!exceptions || exceptions->type == MSGPACK_OBJECT_MAP) &&
                (!rules || rules->type == MSGPACK_OBJECT_ARRAY);
    make_set(&index);
    for (uint32_t i = 0; good && exceptions && i < exceptions->via.map.size; i++) {
        dm_str form = dm_tree_text(&exceptions->via.map.ptr[i].key);
        good = form.p != NULL;
        dm_vec_push(&in->arena, &forms, form);
        dm_vec_push(&in->arena, &first, lemmas.n);
        good = good && collect(in, &exceptions->via.map.ptr[i].val, &lemmas);
    }
    dm_vec_push(&in->arena, &first, lemmas.n);
    for (uint32_t i = 0; good && rules && i < rules->via.array.size; i++) {
        uint32_t before = changes.n;
        good = collect(in, &rules->via.array.ptr[i], &changes) && changes.n == before + 2;
    }
    if (!good) return refuse(in, "lemmatizer", "its tables for %s cannot be read", pos);
    snprintf(name, sizeof name, "lemma/%s/index", pos);
    dm_packer_index(&in->out, name, index.at, index.n);
    snprintf(name, sizeof name, "lemma/%s/forms", pos);
    dm_packer_index(&in->out, name, forms.at, forms.n);
    snprintf(name, sizeof name, "lemma/%s/first", pos);
    dm_packer_add(&in->out, name, first.at, first.n * sizeof *first.at, NULL);
    snprintf(name, sizeof name, "lemma/%s/lemmas", pos);
    dm_packer_strings(&in->out, name, lemmas.at, lemmas.n);
    snprintf(name, sizeof name, "lemma/%s/rules", pos);
    dm_packer_strings(&in->out, name, changes.at, changes.n);
    return DM_OK;
}

static dm_status import_lemmas(import *in, const msgpack_object *root) {
    static const char *const names[] = {"lemma_index", "lemma_exc", "lemma_rules"};
    const msgpack_object *tables[3];
    texts known = {0};
    uint32_t seen[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        tables[i] = dm_tree_get(root, names[i]);
        if (!tables[i] || tables[i]->type != MSGPACK_OBJECT_MAP)
            return refuse(in, "lemmatizer", "it has no table %s", names[i]);
    }
    for (size_t p = 0; p < sizeof parts_of_speech / sizeof *parts_of_speech; p++) {
        const msgpack_object *t[3];
        for (size_t i = 0; i < 3; i++) {
            t[i] = by_pos(tables[i], parts_of_speech[p]);
            seen[i] += t[i] != NULL;
        }
        if (!t[0] && !t[1] && !t[2]) continue;
        dm_vec_push(&in->arena, &known, dm_str_of(parts_of_speech[p]));
        check(import_lemmas_of(in, parts_of_speech[p], t[0], t[1], t[2]));
    }
    for (size_t i = 0; i < 3; i++)
        if (seen[i] != tables[i]->via.map.size)
            return refuse(in, "lemmatizer", "%s has a part of speech that the engine does not know",
                          names[i]);
    dm_packer_strings(&in->out, "lemma/pos", known.at, known.n);
    return DM_OK;
}

static dm_status import_with_tree(import *in, const char *file_name,
                                  dm_status (*part)(import *, const msgpack_object *)) {
    const dm_package_file *file;
    dm_tree tree;
    check(get_file(in, file_name, &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    dm_status s = part(in, &tree.root);
    dm_tree_close(&tree);
    return s;
}

/* ---- the whole ---- */

/* Name, version, licence, and the SHA-256 over the data files: of each, in the order of their names, the
 * name, a NUL, its size as eight little-endian bytes, its bytes. */
static dm_status import_meta(import *in) {
    const dm_package_file *file;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA2_CTX sha;
    check(get_file(in, "meta.json", &file));
    json_t *meta = json_loadb(file->bytes, file->n, 0, NULL);
    const char *lang = json_string_value(json_object_get(meta, "lang")),
               *name = json_string_value(json_object_get(meta, "name"));
    const char *version = json_string_value(json_object_get(meta, "version")),
               *license = json_string_value(json_object_get(meta, "license"));
    if (!lang || !name || !version) {
        json_decref(meta);
        return dm_fail(in->err, DM_EFORMAT, -1, "meta.json", remedy,
                       "it does not say which pipeline this is");
    }
    SHA256Init(&sha);
    for (size_t i = 0; i < in->package->count; i++) {
        const dm_package_file *f = &in->package->files[i];
        uint8_t size[8];
        for (int k = 0; k < 8; k++) size[k] = (uint8_t)((uint64_t)f->n >> (8 * k));
        SHA256Update(&sha, (const uint8_t *)f->name, strlen(f->name) + 1);
        SHA256Update(&sha, size, sizeof size);
        SHA256Update(&sha, (const uint8_t *)f->bytes, f->n);
    }
    SHA256Final(digest, &sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    char full[128];
    snprintf(full, sizeof full, "%s_%s", lang, name);
    const dm_str fields[] = {dm_str_of(full), dm_str_of(version), dm_str_of(license ? license : ""),
                             dm_str_of(hex)};
    dm_packer_strings(&in->out, "meta", fields, sizeof fields / sizeof *fields);
    json_decref(meta);
    return DM_OK;
}

static dm_status import_all(import *in) {
    check(import_config(in));
    check(import_meta(in));
    check(import_tokenizer(in));
    check(import_networks(in));
    check(import_with_tree(in, "attribute_ruler/patterns", import_rules));
    return import_with_tree(in, "lemmatizer/lookups/lookups.bin", import_lemmas);
}

dm_status dm_import_package(const dm_package *package, const char *model_path, dm_err *err) {
    import *in = calloc(1, sizeof *in);
    jmp_buf guard;
    if (!in) return dm_fail_memory(err);
    in->package = package;
    in->err = err;
    dm_arena_init(&in->arena, 0);
    in->arena.guard = &guard;
    dm_status s = setjmp(guard) ? dm_fail_memory(err) : import_all(in);
    dm_mapped file = {0};
    dm_model check;
    if (s == DM_OK) s = dm_packer_finish(&in->out, &file, DM_MODEL_MAGIC, DM_MODEL_VERSION, err);
    /* what could not be loaded must not take the place of what can */
    if (s == DM_OK) s = dm_model_load_bytes(&check, file.p, file.n, package->path, err);
    if (s == DM_OK) s = dm_file_replace(model_path, file.p, file.n, err);
    free((void *)(uintptr_t)file.p);
    dm_packer_clear(&in->out);
    dm_arena_clear(&in->arena);
    free(in);
    return s;
}

dm_status dm_model_import(const char *package_path, const char *model_path, dm_err *err) {
    dm_package package;
    dm_status s = dm_package_open(&package, package_path, err);
    if (s != DM_OK) return s;
    s = dm_import_package(&package, model_path, err);
    dm_package_clear(&package);
    return s;
}
