/* Lemmas by rule, as the reference does from its version 3.8.8 on: docs/engine.md, "Lemmatizer". */
#include <stdlib.h>

#include "base/utf8.h"
#include "nlp/internal.h"

/* Has a feature string this field with this value? */
static bool feature(dm_str morph, const char *field) {
    size_t n = strlen(field);
    for (size_t i = 0; i + n <= morph.n; i++)
        if ((i == 0 || morph.p[i - 1] == '|') && memcmp(morph.p + i, field, n) == 0 &&
            (i + n == morph.n || morph.p[i + n] == '|'))
            return true;
    return false;
}

static bool has_field(dm_str morph, const char *name) {
    size_t n = strlen(name);
    for (size_t i = 0; i + n < morph.n; i++)
        if ((i == 0 || morph.p[i - 1] == '|') && memcmp(morph.p + i, name, n) == 0 && morph.p[i + n] == '=')
            return true;
    return false;
}

void dm_lemma_init(dm_pipeline *p) {
    uint32_t morphs = p->labels.names[DM_KIND_MORPH].n, poses = p->labels.names[DM_KIND_POS].n;
    if (poses > UINT8_MAX) dm_arena_fail(&p->arena);
    p->morph_bits = dm_arena_zero(&p->arena, morphs, 1);
    for (uint32_t i = 0; i < morphs; i++) {
        dm_str m = dm_label(&p->labels, DM_KIND_MORPH, (uint16_t)i);
        p->morph_bits[i] =
            (uint8_t)(DM_MORPH_SING * feature(m, "Number=Sing") | DM_MORPH_INF * feature(m, "VerbForm=Inf") |
                      DM_MORPH_FIN_PRES * (feature(m, "VerbForm=Fin") && feature(m, "Tense=Pres") &&
                                           !has_field(m, "Number")) |
                      DM_MORPH_POSITIVE * feature(m, "Degree=Pos") |
                      DM_MORPH_NONE * feature(m, "VerbForm=None"));
    }
    p->lemma_table = dm_arena_array(&p->arena, poses, sizeof *p->lemma_table);
    for (uint32_t i = 0; i < poses; i++) {
        dm_str name = dm_label(&p->labels, DM_KIND_POS, (uint16_t)i);
        char low[16];
        p->lemma_table[i] = -1;
        if (name.n == 0 || name.n > sizeof low) continue;
        for (size_t k = 0; k < name.n; k++) low[k] = (char)(name.p[k] | 32);
        for (uint32_t k = 0; k < p->model->lemma_pos.n; k++)
            if (dm_str_eq(dm_strings_at(&p->model->lemma_pos, k), (dm_str){low, name.n}))
                p->lemma_table[i] = (int8_t)k;
    }
}

static bool all_letters(dm_str s) {
    if (s.n == 0) return false;
    for (size_t i = 0, bytes; i < s.n; i += bytes)
        if (!(dm_unicode_class(dm_utf8_at(s.p + i, &bytes)) & DM_UC_LETTER)) return false;
    return true;
}

/* The form goes where the reference puts it: what the index knows in front, what is no word behind, the rest
 * aside. Only the first of each is ever asked for. */
static dm_str by_rules(const dm_lemma_table *t, dm_str word, dm_str text, dm_arena *arena) {
    dm_str known = {NULL, 0}, odd = {NULL, 0}, unknown = {NULL, 0};
    char *room =
        dm_arena_take(arena, word.n + t->rules.offset[t->rules.n]); /* no ending is longer than all */
    for (uint32_t r = 0; r + 1 < t->rules.n; r += 2) {
        dm_str from = dm_strings_at(&t->rules, r), to = dm_strings_at(&t->rules, r + 1);
        if (!dm_str_ends(word, from)) continue;
        size_t keep = word.n - from.n;
        if (keep + to.n == 0) continue;
        memcpy(room, word.p, keep);
        memcpy(room + keep, to.p, to.n);
        dm_str form = {room, keep + to.n};
        int32_t at = dm_index_find(&t->index, form);
        if (at >= 0)
            known = dm_strings_at(&t->index.keys, (uint32_t)at);
        else if (!all_letters(form))
            odd = odd.p ? odd : dm_arena_copy(arena, form);
        else
            unknown = unknown.p ? unknown : dm_arena_copy(arena, form);
    }
    dm_str first = known.p ? known : odd;
    int32_t form = dm_index_find(&t->forms, word);
    if (form >= 0) {
        /* each exception is put in front unless it is in the list already; so the last one that was not ends
         * first */
        for (uint32_t k = t->first[form]; k < t->first[form + 1]; k++) {
            dm_str lemma = dm_strings_at(&t->lemmas, k);
            bool there = false;
            for (uint32_t r = 0; r + 1 < t->rules.n && !there; r += 2) {
                dm_str from = dm_strings_at(&t->rules, r), to = dm_strings_at(&t->rules, r + 1);
                if (!dm_str_ends(word, from) || word.n - from.n + to.n != lemma.n) continue;
                there = memcmp(lemma.p, word.p, word.n - from.n) == 0 &&
                        memcmp(lemma.p + word.n - from.n, to.p, to.n) == 0 &&
                        (dm_index_find(&t->index, lemma) >= 0 || !all_letters(lemma));
            }
            for (uint32_t e = t->first[form]; e < k && !there; e++)
                there = dm_str_eq(dm_strings_at(&t->lemmas, e), lemma);
            if (!there) first = lemma;
        }
    }
    return first.p ? first : unknown.p ? unknown : text;
}

static dm_str lemma_of(const dm_worker *w, const dm_token *t, dm_arena *arena) {
    const dm_pipeline *p = w->p;
    const dm_lexeme *lex = t->lex;
    unsigned bits = p->morph_bits[t->morph];
    if (t->pos == DM_POS_NONE || t->pos == DM_POS_EOL || t->pos == DM_POS_SPACE) return lex->lower;
    if ((t->pos == DM_POS_NOUN && bits & DM_MORPH_SING) ||
        (t->pos == DM_POS_VERB && bits & DM_MORPH_FIN_PRES) ||
        bits & (DM_MORPH_INF | DM_MORPH_NONE | DM_MORPH_POSITIVE))
        return lex->lower;
    if (p->lemma_table[t->pos] < 0) return t->pos == DM_POS_PROPN ? lex->text : lex->lower;
    return by_rules(&p->model->lemma[p->lemma_table[t->pos]], lex->lower, lex->text, arena);
}

void dm_lemmatize(dm_worker *w) {
    for (uint32_t i = 0; i < w->n; i++) {
        dm_token *t = &w->token[i];
        if (t->lemma.p) continue;
        /* the last lemma of a word form is kept beside it: mostly the same is asked for again */
        dm_lexeme *lex = (dm_lexeme *)(uintptr_t)t->lex;
        uint32_t key = 1u + t->pos + 256u * w->p->morph_bits[t->morph];
        if (lex->lemma_key != key) {
            lex->lemma = lemma_of(w, t, &w->words);
            lex->lemma_key = (uint16_t)key;
        }
        t->lemma = lex->lemma;
    }
}
