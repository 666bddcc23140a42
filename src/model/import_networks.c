/* The networks of a package: thinc models, read by the names of their nodes. */
#include "model/import.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* A thinc model: four parallel lists. */
typedef struct thinc {
    const char *component;
    const msgpack_object *nodes, *attrs, *params;
    uint32_t n;
} thinc;

static dm_status open_thinc(dm_import *in, thinc *m, const dm_tree *tree, const char *component) {
    *m = (thinc){component, dm_tree_get(&tree->root, "nodes"), dm_tree_get(&tree->root, "attrs"),
                 dm_tree_get(&tree->root, "params"), 0};
    const msgpack_object *lists[] = {m->nodes, m->attrs, m->params};
    for (size_t i = 0; i < 3; i++) {
        if (!lists[i] || lists[i]->type != MSGPACK_OBJECT_ARRAY || (i && lists[i]->via.array.size != m->n))
            return dm_fail(in->err, DM_EFORMAT, -1, component, dm_import_remedy,
                           "its model is not a thinc model");
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

static dm_status add_param(dm_import *in, const thinc *m, uint32_t node, const char *param,
                           const char *section, const uint32_t dims[4]) {
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

static dm_status import_columns(dm_import *in, const thinc *m, dm_column *columns, uint32_t *n_columns) {
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

static dm_status import_tok2vec(dm_import *in, const thinc *m, const char *name) {
    dm_column columns[DM_ATTRS];
    uint32_t n_columns = 0, found = 0;
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

static dm_status import_moves(dm_import *in, const char *component, bool ner, uint32_t classes) {
    const dm_package_file *file;
    dm_tree tree;
    char name[64];
    snprintf(name, sizeof name, "%s/moves", component);
    check(dm_import_file(in, name, &file));
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

static dm_status import_settings(dm_import *in, const char *component) {
    const dm_package_file *file;
    char name[64];
    snprintf(name, sizeof name, "%s/cfg", component);
    check(dm_import_file(in, name, &file));
    json_t *cfg = json_loadb(file->bytes, file->n, 0, NULL);
    json_t *beam = json_object_get(cfg, "beam_width"), *learn = json_object_get(cfg, "learn_tokens");
    bool good =
        json_is_object(cfg) && (!beam || json_integer_value(beam) == 1) && (!learn || json_is_false(learn));
    json_decref(cfg);
    return good ? DM_OK : refuse(in, component, "its cfg asks for a beam or for learned tokens");
}

static dm_status import_transitions(dm_import *in, const thinc *m, const char *name, uint32_t slots) {
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

static dm_status import_tagger(dm_import *in, const thinc *m) {
    const dm_package_file *file;
    uint32_t node = find_node(m, "softmax", 0);
    check(dm_import_file(in, "tagger/cfg", &file));
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

dm_status dm_import_networks(dm_import *in) {
    static const char *const components[] = {"tok2vec", "tagger", "parser", "ner"};
    for (size_t i = 0; i < 4; i++) {
        const dm_package_file *file;
        dm_tree tree;
        thinc m;
        char name[64];
        snprintf(name, sizeof name, "%s/model", components[i]);
        check(dm_import_file(in, name, &file));
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
