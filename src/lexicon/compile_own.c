/* One's own rows in place of others. */
#include "lexicon/compile.h"

#include <stdlib.h>

/* First and last + 1 of the senses before `limit` with one wording, which are sorted by it. */
static dm_range32 senses_of(const dm_compiler *c, dm_str wording, uint32_t limit) {
    uint32_t low = 0, high = limit;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dm_str_cmp(c->worded.at[middle].wording, wording) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    dm_range32 r = {low, 0};
    while (low + r.n < limit && dm_str_eq(c->worded.at[low + r.n].wording, wording)) r.n++;
    return r;
}

static bool says_the_same(const dm_sense *own, const dm_sense *other) {
    return own->country == other->country && own->sector == other->sector && own->from <= other->from &&
           (own->to >= other->to || other->to == 0);
}

void dm_compile_drop_overridden_senses(dm_compiler *c) {
    uint32_t first = c->own_worded, n = c->worded.n, kept = 0;
    if (first >= n) return;
    dm_worded *at = c->worded.at;
    bool *drop = dm_arena_zero(&c->arena, n, sizeof *drop);
    qsort(at, first, sizeof *at, dm_compile_by_wording);
    for (uint32_t i = first; i < n; i++) {
        dm_range32 r = senses_of(c, at[i].wording, first);
        for (uint32_t k = r.first; k < r.first + r.n && !drop[i]; k++)
            drop[i] = at[k].sense.kind < DM_SENSE_FIRST_NAME && says_the_same(&at[i].sense, &at[k].sense);
    }
    for (uint32_t i = first; i < n; i++) {
        if (drop[i]) continue;
        dm_range32 r = senses_of(c, at[i].wording, first);
        for (uint32_t k = r.first; k < r.first + r.n; k++)
            drop[k] = drop[k] ||
                      (at[k].sense.kind < DM_SENSE_FIRST_NAME) == (at[i].sense.kind < DM_SENSE_FIRST_NAME);
    }
    for (uint32_t i = 0; i < n; i++)
        if (!drop[i]) at[kept++] = at[i];
    c->worded.n = kept;
}

void dm_compile_drop_overridden_times(dm_compiler *c) {
    uint32_t n = c->time_words.n, kept = 0, first = c->own_time_words;
    if (first >= n) return;
    dm_time_word *at = c->time_words.at;
    for (uint32_t i = 0; i < n; i++) {
        bool drop = false;
        for (uint32_t k = first; i < first && k < n; k++)
            drop = drop || (at[i].row.class == at[k].row.class && dm_str_eq(at[i].wording, at[k].wording));
        if (!drop) at[kept++] = at[i];
    }
    c->time_words.n = kept;
}

static bool same_predicate(const dm_predicate_row *a, const dm_predicate_row *b) {
    return a->lemma == b->lemma && a->pos == b->pos && a->conditions == b->conditions;
}

/* Rows before `first` that a later one stands for: the same word under the same conditions. Returns how many
 * are left. */
static uint32_t drop_overridden(char *rows, size_t size, uint32_t first, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        const dm_predicate_row *row = (const dm_predicate_row *)(const void *)(rows + i * size);
        bool drop = false;
        for (uint32_t k = first; i < first && k < n && !drop; k++)
            drop = same_predicate(row, (const dm_predicate_row *)(const void *)(rows + k * size));
        if (!drop && kept != i) memcpy(rows + kept * size, rows + i * size, size);
        kept += !drop;
    }
    return kept;
}

void dm_compile_drop_overridden_predicates(dm_compiler *c) {
#define DROP(rows)                                                                                           \
    if (c->own_##rows < c->rows.n)                                                                           \
        c->rows.n = drop_overridden((char *)(void *)c->rows.at, sizeof *c->rows.at, c->own_##rows, c->rows.n);
    DROP(frames)
    DROP(operators)
    DROP(cues)
#undef DROP
}
