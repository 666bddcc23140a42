#include "model/model.h"

#include <stdio.h>

static const char remedy[] = "import the package again: demarche model import PACKAGE";

#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

static dm_status wrong(const dm_model *m, const char *section, dm_err *err) {
    return dm_fail(err, DM_EFORMAT, -1, m->pack.path, remedy, "section %s does not fit the others", section);
}

/* first[0..n] rises from 0 to `total`. */
static dm_status load_first(const dm_model *m, const char *name, size_t n, size_t total, const uint32_t **out,
                            dm_err *err) {
    const void *data;
    size_t have;
    check(dm_pack_array(&m->pack, name, sizeof(uint32_t), &data, &have, err));
    const uint32_t *first = data;
    if (have != n + 1 || first[0] != 0 || first[n] != total) return wrong(m, name, err);
    for (size_t i = 0; i < n; i++)
        if (first[i] > first[i + 1]) return wrong(m, name, err);
    *out = first;
    return DM_OK;
}

static dm_status load_tokenizer(dm_model *m, dm_err *err) {
    dm_strings regex;
    const void *data;
    size_t n;
    check(dm_pack_strings(&m->pack, "regex", &regex, err));
    if (regex.n != 4) return wrong(m, "regex", err);
    m->prefix = dm_strings_at(&regex, 0);
    m->suffix = dm_strings_at(&regex, 1);
    m->infix = dm_strings_at(&regex, 2);
    m->url = dm_strings_at(&regex, 3);
    check(dm_pack_index(&m->pack, "exceptions", &m->exceptions, err));
    check(dm_pack_strings(&m->pack, "exceptions.orth", &m->exception_orth, err));
    check(dm_pack_strings(&m->pack, "exceptions.norm", &m->exception_norm, err));
    check(load_first(m, "exceptions.first", m->exceptions.keys.n, m->exception_orth.n, &m->exception_first,
                     err));
    check(dm_pack_array(&m->pack, "exceptions.has_norm", 1, &data, &n, err));
    m->exception_has_norm = data;
    if (n != m->exception_orth.n || m->exception_norm.n != n) return wrong(m, "exceptions.norm", err);
    for (uint32_t i = 0; i < m->exceptions.keys.n; i++) { /* the tokens add up to their text */
        dm_str key = dm_strings_at(&m->exceptions.keys, i);
        size_t at = 0;
        for (uint32_t t = m->exception_first[i]; t < m->exception_first[i + 1]; t++) {
            dm_str orth = dm_strings_at(&m->exception_orth, t);
            if (orth.n == 0 || orth.n > key.n - at || memcmp(key.p + at, orth.p, orth.n) != 0)
                return wrong(m, "exceptions.orth", err);
            at += orth.n;
        }
        if (at != key.n || key.n == 0) return wrong(m, "exceptions.orth", err);
    }
    check(dm_pack_array(&m->pack, "norms.id", sizeof(uint64_t), &data, &n, err));
    m->norm_id = data;
    check(dm_pack_strings(&m->pack, "norms", &m->norm, err));
    if (n != m->norm.n) return wrong(m, "norms", err);
    for (size_t i = 0; i + 1 < n; i++)
        if (m->norm_id[i] >= m->norm_id[i + 1]) return wrong(m, "norms.id", err);
    return DM_OK;
}

static dm_status load_tok2vec(dm_model *m, const char *name, dm_tok2vec *out, dm_err *err) {
    char section[64];
    const void *data;
    size_t n;
    snprintf(section, sizeof section, "%s/columns", name);
    check(dm_pack_array(&m->pack, section, sizeof(dm_column), &data, &n, err));
    if (n == 0 || n > DM_ATTRS) return wrong(m, section, err);
    memcpy(out->columns, data, n * sizeof(dm_column));
    out->n_columns = (uint32_t)n;
    for (uint32_t c = 0; c < n; c++) {
        if (out->columns[c].attribute >= DM_ATTRS || out->columns[c].rows == 0) return wrong(m, section, err);
        char table[64];
        snprintf(table, sizeof table, "%s/E%u", name, c);
        check(
            dm_pack_tensor(&m->pack, table, (uint32_t[4]){out->columns[c].rows, DM_WIDTH}, &out->E[c], err));
    }
    for (uint32_t i = 0; i <= DM_CONVS; i++) {
        dm_layer *layer = i ? &out->conv[i - 1] : &out->mix;
        uint32_t wide = i ? 3 * DM_WIDTH : (uint32_t)n * DM_WIDTH;
        snprintf(section, sizeof section, "%s/%u/W", name, i);
        check(dm_pack_tensor(&m->pack, section, (uint32_t[4]){DM_WIDTH, DM_PIECES, wide}, &layer->W, err));
        snprintf(section, sizeof section, "%s/%u/b", name, i);
        check(dm_pack_tensor(&m->pack, section, (uint32_t[4]){DM_WIDTH, DM_PIECES}, &layer->b, err));
        snprintf(section, sizeof section, "%s/%u/gain", name, i);
        check(dm_pack_tensor(&m->pack, section, (uint32_t[4]){DM_WIDTH}, &layer->gain, err));
        snprintf(section, sizeof section, "%s/%u/shift", name, i);
        check(dm_pack_tensor(&m->pack, section, (uint32_t[4]){DM_WIDTH}, &layer->shift, err));
    }
    return DM_OK;
}

static dm_status load_scorer(dm_model *m, const char *name, uint32_t slots, dm_scorer *out, dm_err *err) {
    char section[64];
    const void *data;
    size_t n;
    snprintf(section, sizeof section, "%s/action", name);
    check(dm_pack_array(&m->pack, section, 1, &data, &n, err));
    if (n == 0 || n > 1024) return wrong(m, section, err);
    out->action = data;
    out->slots = slots;
    out->classes = (uint32_t)n;
    unsigned kinds = 0;
    for (size_t i = 0; i < n; i++) {
        if (out->action[i] > 5) return wrong(m, section, err);
        kinds |= 1u << out->action[i];
    }
    /* Without these some state would have no move to make. */
    unsigned needed = slots == 8 ? 1u << 0 | 1u << 1 : 1u << 3 | 1u << 5;
    if ((kinds & needed) != needed) return wrong(m, section, err);
    snprintf(section, sizeof section, "%s/label", name);
    check(dm_pack_strings(&m->pack, section, &out->label, err));
    if (out->label.n != n) return wrong(m, section, err);
    const struct {
        const char *suffix;
        const float **out;
        uint32_t dims[4];
    } parts[] = {
        {"project.W", &out->project_W, {DM_HIDDEN, DM_WIDTH}},
        {"project.b", &out->project_b, {DM_HIDDEN}},
        {"lower.W", &out->lower_W, {slots, DM_HIDDEN, DM_STATE_PIECES, DM_HIDDEN}},
        {"lower.b", &out->lower_b, {DM_HIDDEN, DM_STATE_PIECES}},
        {"lower.pad", &out->lower_pad, {1, slots, DM_HIDDEN, DM_STATE_PIECES}},
        {"upper.W", &out->upper_W, {(uint32_t)n, DM_HIDDEN}},
        {"upper.b", &out->upper_b, {(uint32_t)n}},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(section, sizeof section, "%s/%s", name, parts[i].suffix);
        check(dm_pack_tensor(&m->pack, section, parts[i].dims, parts[i].out, err));
    }
    return DM_OK;
}

static dm_status load_ruler(dm_model *m, dm_err *err) {
    const void *data;
    check(dm_pack_strings(&m->pack, "ruler/values", &m->ruler_values, err));
    check(dm_pack_array(&m->pack, "ruler/conditions", sizeof(dm_condition), &data, &m->n_conditions, err));
    m->conditions = data;
    check(dm_pack_array(&m->pack, "ruler/rules", sizeof(dm_rule), &data, &m->n_rules, err));
    m->rules = data;
    check(dm_pack_array(&m->pack, "ruler/patterns", sizeof(dm_pattern), &data, &m->n_patterns, err));
    m->patterns = data;
    if (m->n_rules > DM_RULES) return wrong(m, "ruler/rules", err);
    if (m->n_patterns > DM_RULES) return wrong(m, "ruler/patterns", err);
    uint32_t end = 0; /* lists follow each other, so that no value is looked at twice */
    for (size_t i = 0; i < m->n_conditions; i++) {
        const dm_condition *c = &m->conditions[i];
        bool list = c->attribute != DM_RULE_IS_SPACE;
        if (c->attribute > DM_RULE_IS_SPACE ||
            (list && (c->first < end || c->first > m->ruler_values.n || c->n > m->ruler_values.n - c->first)))
            return wrong(m, "ruler/conditions", err);
        if (list) end = c->first + c->n;
    }
    for (size_t i = 0; i < m->n_rules; i++)
        for (int k = 0; k < DM_SETS; k++)
            if (m->rules[i].set[k] < -1 || m->rules[i].set[k] >= (int64_t)m->ruler_values.n)
                return wrong(m, "ruler/rules", err);
    for (size_t i = 0; i < m->n_patterns; i++) {
        const dm_pattern *p = &m->patterns[i];
        if (p->rule >= m->n_rules || p->length < 1 || p->length > 2 || p->target >= p->length ||
            (i && p->rule < p[-1].rule))
            return wrong(m, "ruler/patterns", err);
        for (uint32_t t = 0; t < p->length; t++)
            if (p->n[t] == 0 || p->first[t] > m->n_conditions || p->n[t] > m->n_conditions - p->first[t])
                return wrong(m, "ruler/patterns", err);
    }
    return DM_OK;
}

static dm_status load_lemmas(dm_model *m, dm_err *err) {
    check(dm_pack_strings(&m->pack, "lemma/pos", &m->lemma_pos, err));
    if (m->lemma_pos.n > DM_LEMMA_TABLES) return wrong(m, "lemma/pos", err);
    for (uint32_t i = 0; i < m->lemma_pos.n; i++) {
        dm_str pos = dm_strings_at(&m->lemma_pos, i);
        dm_lemma_table *t = &m->lemma[i];
        char section[64];
        int n = (int)(pos.n > 8 ? 8 : pos.n);
        snprintf(section, sizeof section, "lemma/%.*s/index", n, pos.p);
        check(dm_pack_index(&m->pack, section, &t->index, err));
        snprintf(section, sizeof section, "lemma/%.*s/forms", n, pos.p);
        check(dm_pack_index(&m->pack, section, &t->forms, err));
        snprintf(section, sizeof section, "lemma/%.*s/lemmas", n, pos.p);
        check(dm_pack_strings(&m->pack, section, &t->lemmas, err));
        snprintf(section, sizeof section, "lemma/%.*s/first", n, pos.p);
        check(load_first(m, section, t->forms.keys.n, t->lemmas.n, &t->first, err));
        snprintf(section, sizeof section, "lemma/%.*s/rules", n, pos.p);
        check(dm_pack_strings(&m->pack, section, &t->rules, err));
        if (t->rules.n % 2) return wrong(m, section, err);
    }
    return DM_OK;
}

static dm_status load_all(dm_model *m, dm_err *err) {
    dm_strings meta;
    check(dm_pack_strings(&m->pack, "meta", &meta, err));
    if (meta.n != 4) return wrong(m, "meta", err);
    m->name = dm_strings_at(&meta, 0);
    m->version = dm_strings_at(&meta, 1);
    m->license = dm_strings_at(&meta, 2);
    m->sha256 = dm_strings_at(&meta, 3);
    check(load_tokenizer(m, err));
    check(load_tok2vec(m, "tok2vec", &m->tok2vec, err));
    check(load_tok2vec(m, "ner", &m->ner_tok2vec, err));
    check(dm_pack_strings(&m->pack, "tagger/label", &m->tags, err));
    if (m->tags.n == 0 || m->tags.n > 1000) return wrong(m, "tagger/label", err);
    check(dm_pack_tensor(&m->pack, "tagger/W", (uint32_t[4]){m->tags.n, DM_WIDTH}, &m->tagger_W, err));
    check(dm_pack_tensor(&m->pack, "tagger/b", (uint32_t[4]){m->tags.n}, &m->tagger_b, err));
    check(load_scorer(m, "parser", 8, &m->parser, err));
    check(load_scorer(m, "ner", 3, &m->ner, err));
    check(load_ruler(m, err));
    return load_lemmas(m, err);
}

dm_status dm_model_load(dm_model *out, const char *path, dm_err *err) {
    dm_model m = {0};
    check(dm_pack_open(&m.pack, path, DM_MODEL_MAGIC, DM_MODEL_VERSION, remedy, err));
    dm_status s = load_all(&m, err);
    if (s == DM_OK)
        *out = m;
    else
        dm_pack_close(&m.pack);
    return s;
}

dm_status dm_model_load_bytes(dm_model *out, const void *bytes, size_t n, const char *path, dm_err *err) {
    dm_model m = {0};
    check(dm_pack_open_bytes(&m.pack, (dm_mapped){bytes, n}, path, DM_MODEL_MAGIC, DM_MODEL_VERSION, remedy,
                             err));
    dm_status s = load_all(&m, err);
    if (s == DM_OK) *out = m;
    return s;
}

void dm_model_close(dm_model *model) {
    dm_pack_close(&model->pack);
}
