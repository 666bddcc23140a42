/* The attribute ruler: parts of speech, features, some lemmas and labels from tag, word and label. All
 * patterns are matched on the document as it was; then their rules are applied in order, the last one
 * winning.
 *
 * A pattern is tried only where its first token's tag or word can match. */
#include <stdlib.h>

#include "base/hash.h"
#include "nlp/internal.h"

/* The condition of a token on an attribute that is a list to match, or NULL. */
static const dm_condition *positive(const dm_model *m, const dm_pattern *p, uint32_t attribute) {
    for (uint32_t i = 0; i < p->n[0]; i++) {
        const dm_condition *c = &m->conditions[p->first[0] + i];
        if (c->attribute == attribute && !c->negated) return c;
    }
    return NULL;
}

static void collect_words(dm_pipeline *p) {
    const dm_model *m = p->model;
    dm_ruler *r = &p->ruler;
    dm_arena *a = &p->arena;
    uint32_t size = 16;
    while (size < 4 * (m->ruler_values.n + 1)) size *= 2;
    r->word = dm_arena_array(a, m->ruler_values.n + 1u, sizeof *r->word);
    r->word_slot = dm_arena_zero(a, size, sizeof *r->word_slot);
    r->word_mask = size - 1;
    for (size_t i = 0; i < m->n_conditions; i++) {
        const dm_condition *c = &m->conditions[i];
        if (c->attribute != DM_RULE_LOWER) continue;
        for (uint32_t v = c->first; v < c->first + c->n; v++) {
            dm_str word = dm_strings_at(&m->ruler_values, v);
            uint32_t at = (uint32_t)dm_hash_str(word) & r->word_mask;
            while (r->word_slot[at] && !dm_str_eq(r->word[r->word_slot[at] - 1], word))
                at = (at + 1) & r->word_mask;
            if (!r->word_slot[at]) {
                r->word[r->n_words++] = word;
                r->word_slot[at] = r->n_words;
            }
            r->value[v] = (uint16_t)r->word_slot[at];
        }
    }
}

static void resolve_values(dm_pipeline *p) {
    const dm_model *m = p->model;
    dm_arena *a = &p->arena;
    dm_ruler *r = &p->ruler;
    r->value = dm_arena_zero(a, m->ruler_values.n + 1u, sizeof *r->value);
    r->rule = dm_arena_zero(a, m->n_rules + 1, sizeof *r->rule);
    for (size_t i = 0; i < m->n_conditions; i++) {
        const dm_condition *c = &m->conditions[i];
        if (c->attribute != DM_RULE_TAG && c->attribute != DM_RULE_DEP) continue;
        dm_kind kind = c->attribute == DM_RULE_TAG ? DM_KIND_TAG : DM_KIND_DEP;
        for (uint32_t v = c->first; v < c->first + c->n; v++)
            r->value[v] = dm_labels_add(&p->labels, a, kind, dm_strings_at(&m->ruler_values, v));
    }
    for (size_t i = 0; i < m->n_rules; i++) {
        static const dm_kind kinds[DM_SETS] = {DM_KIND_TAG, DM_KIND_POS, DM_KIND_MORPH, DM_KINDS,
                                               DM_KIND_DEP};
        int32_t out[DM_SETS] = {-1, -1, -1, -1, -1};
        for (int k = 0; k < DM_SETS; k++) {
            if (m->rules[i].set[k] < 0) continue;
            dm_str value = dm_strings_at(&m->ruler_values, (uint32_t)m->rules[i].set[k]);
            if (k == DM_SET_LEMMA)
                r->rule[i].lemma = value;
            else
                out[k] = dm_labels_add(&p->labels, a, kinds[k], value);
        }
        r->rule[i].tag = out[DM_SET_TAG];
        r->rule[i].pos = out[DM_SET_POS];
        r->rule[i].morph = out[DM_SET_MORPH];
        r->rule[i].dep = out[DM_SET_DEP];
    }
}

/* Patterns whose first token's condition on `attribute` lists `value`; attribute DM_SETS: those with neither
 * tag nor word. */
static dm_pattern_list list_patterns(dm_pipeline *p, uint32_t attribute, uint16_t value) {
    const dm_model *m = p->model;
    DM_VEC(uint16_t) out = {0};
    for (size_t i = 0; i < m->n_patterns; i++) {
        const dm_condition *tag = positive(m, &m->patterns[i], DM_RULE_TAG),
                           *word = positive(m, &m->patterns[i], DM_RULE_LOWER);
        /* a word says more than a tag */
        const dm_condition *key = word ? word : tag;
        if (attribute == DM_SETS) {
            if (!key) dm_vec_push(&p->arena, &out, (uint16_t)i);
            continue;
        }
        if (!key || key->attribute != attribute) continue;
        for (uint32_t v = key->first; v < key->first + key->n; v++)
            if (p->ruler.value[v] == value) {
                dm_vec_push(&p->arena, &out, (uint16_t)i);
                break;
            }
    }
    return (dm_pattern_list){out.at, out.n};
}

void dm_ruler_init(dm_pipeline *p) {
    dm_ruler *r = &p->ruler;
    resolve_values(p);
    collect_words(p);
    uint32_t tags = p->labels.names[DM_KIND_TAG].n;
    if (p->model->n_patterns > UINT16_MAX || r->n_words > UINT16_MAX) dm_arena_fail(&p->arena);
    r->by_tag = dm_arena_zero(&p->arena, tags, sizeof *r->by_tag);
    r->by_word = dm_arena_zero(&p->arena, r->n_words + 1u, sizeof *r->by_word);
    for (uint32_t i = 0; i < tags; i++) r->by_tag[i] = list_patterns(p, DM_RULE_TAG, (uint16_t)i);
    for (uint32_t i = 1; i <= r->n_words; i++) r->by_word[i] = list_patterns(p, DM_RULE_LOWER, (uint16_t)i);
    r->rest = list_patterns(p, DM_SETS, 0);
}

static bool fits(const dm_pipeline *p, const dm_token *t, uint32_t first, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        const dm_condition *c = &p->model->conditions[first + i];
        if (c->attribute == DM_RULE_IS_SPACE) {
            if (t->lex->space != (c->n != 0)) return false;
            continue;
        }
        uint16_t have = c->attribute == DM_RULE_TAG   ? t->tag
                        : c->attribute == DM_RULE_DEP ? t->dep
                                                      : t->lex->word;
        bool in = false;
        for (uint32_t v = c->first; v < c->first + c->n && !in; v++) in = p->ruler.value[v] == have;
        if (in == (c->negated != 0)) return false;
    }
    return true;
}

/* The rules that write to a token: those found there and those that look one token ahead. */
typedef struct writes {
    uint16_t *rule; /* room for every pattern */
    uint32_t n;
} writes;

static void add_write(writes *w, uint16_t rule) {
    uint32_t at = w->n;
    while (at > 0 && w->rule[at - 1] > rule) {
        w->rule[at] = w->rule[at - 1];
        at--;
    }
    w->rule[at] = rule;
    w->n++;
}

static void try_list(const dm_worker *w, dm_pattern_list list, uint32_t i, writes *own, writes *next) {
    const dm_pipeline *p = w->p;
    for (uint32_t k = 0; k < list.n; k++) {
        const dm_pattern *pattern = &p->model->patterns[list.at[k]];
        if (pattern->length == 2 && i + 1 == w->n) continue;
        if (!fits(p, &w->token[i], pattern->first[0], pattern->n[0])) continue;
        if (pattern->length == 2 && !fits(p, &w->token[i + 1], pattern->first[1], pattern->n[1])) continue;
        add_write(pattern->target ? next : own, (uint16_t)pattern->rule);
    }
}

static void apply(const dm_ruler *r, dm_token *t, const writes *todo) {
    for (uint32_t k = 0; k < todo->n; k++) {
        const struct dm_resolved_rule *rule = &r->rule[todo->rule[k]];
        if (rule->tag >= 0) t->tag = (uint16_t)rule->tag;
        if (rule->pos >= 0) t->pos = (uint8_t)rule->pos;
        if (rule->morph >= 0) t->morph = (uint16_t)rule->morph;
        if (rule->dep >= 0) t->dep = (uint16_t)rule->dep;
        if (rule->lemma.p) t->lemma = rule->lemma;
    }
}

void dm_apply_ruler(dm_worker *w) {
    const dm_ruler *r = &w->p->ruler;
    writes pending[2]; /* for this token, from it and from the one before; for the next one */
    for (int k = 0; k < 2; k++)
        pending[k] = (writes){dm_arena_array(w->arena, w->p->model->n_patterns + 1, sizeof(uint16_t)), 0};
    writes *own = &pending[0], *next = &pending[1];
    for (uint32_t i = 0; i < w->n; i++) {
        dm_token *t = &w->token[i];
        try_list(w, r->by_tag[t->tag], i, own, next);
        if (t->lex->word) try_list(w, r->by_word[t->lex->word], i, own, next);
        try_list(w, r->rest, i, own, next);
        /* what token i + 1 is matched with is its state before any rule, and no pattern looks back: writing
         * now is safe */
        apply(r, t, own);
        own->n = 0;
        writes *swap = own;
        own = next;
        next = swap;
    }
}
