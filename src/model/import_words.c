/* The attribute ruler and the lemmatizer of a package. */
#include "model/import.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/string_id.h"

typedef DM_VEC(dm_str) texts;

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

static dm_status add_values(dm_import *in, ruler *r, dm_condition *c, const msgpack_object *v) {
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
static dm_status add_regex(dm_import *in, ruler *r, dm_condition *c, const msgpack_object *v) {
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

static dm_status import_token(dm_import *in, ruler *r, const msgpack_object *spec, uint32_t *first,
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
static bool normal_morph(dm_import *in, dm_str s, dm_str *out) {
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

static dm_status import_attrs(dm_import *in, ruler *r, const msgpack_object *attrs) {
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

dm_status dm_import_rules(dm_import *in, const msgpack_object *root) {
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

static bool collect(dm_import *in, const msgpack_object *list, texts *out) {
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

static dm_status import_lemmas_of(dm_import *in, const char *pos, const msgpack_object *words,
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

dm_status dm_import_lemmas(dm_import *in, const msgpack_object *root) {
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
