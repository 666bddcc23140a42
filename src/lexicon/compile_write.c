/* The sections of the file. */
#include "lexicon/compile.h"

#include <stdlib.h>

#include "base/hash.h"

int dm_compile_by_wording(const void *a, const void *b) {
    const dm_worded *x = a, *y = b;
    int d = dm_str_cmp(x->wording, y->wording);
    if (d) return d;
    if (x->sense.kind != y->sense.kind) return x->sense.kind < y->sense.kind ? -1 : 1;
    if (x->sense.origin.file != y->sense.origin.file)
        return x->sense.origin.file < y->sense.origin.file ? -1 : 1;
    return (x->sense.origin.line > y->sense.origin.line) - (x->sense.origin.line < y->sense.origin.line);
}

typedef DM_VEC(dm_str) str_list;
typedef DM_VEC(dm_range32) range_list;

/* Adds the beginnings of wordings up to one of the characters `ends`, with no rows of their own, so that a
 * search knows when to stop. */
static void add_beginnings(dm_compiler *c, str_list *keys, range_list *ranges, const char *ends) {
    uint32_t whole = keys->n, size = 16, *seen;
    str_list heads = {0};
    for (uint32_t i = 0; i < whole; i++)
        for (size_t k = 1; k < keys->at[i].n; k++)
            if (strchr(ends, keys->at[i].p[k])) dm_vec_push(&c->arena, &heads, dm_str_sub(keys->at[i], 0, k));
    while (size < 2 * (whole + heads.n + 1)) size *= 2;
    seen = dm_arena_zero(&c->arena, size, sizeof *seen);
    for (uint32_t i = 0; i < whole + heads.n; i++) {
        dm_str key = i < whole ? keys->at[i] : heads.at[i - whole];
        uint32_t at = (uint32_t)dm_hash_str(key) & (size - 1);
        while (seen[at] && !dm_str_eq(keys->at[seen[at] - 1], key)) at = (at + 1) & (size - 1);
        if (seen[at]) continue;
        if (i >= whole) {
            dm_vec_push(&c->arena, keys, key);
            dm_vec_push(&c->arena, ranges, ((dm_range32){0, 0}));
            seen[at] = keys->n;
        } else {
            seen[at] = i + 1;
        }
    }
}

static int by_time_word(const void *a, const void *b) {
    const dm_time_word *x = a, *y = b;
    int d = dm_str_cmp(x->wording, y->wording);
    if (d) return d;
    if (x->row.class != y->row.class) return x->row.class < y->row.class ? -1 : 1;
    return (x->row.origin.line > y->row.origin.line) - (x->row.origin.line < y->row.origin.line);
}

static dm_status stands_twice(dm_compiler *c, dm_str wording, dm_origin here, dm_origin there) {
    dm_str file = dm_arena_copy(&c->arena, c->strings.at[here.file]);
    return dm_fail(c->err, DM_EFORMAT, here.line, file.p, "take one of them out",
                   "\"%.*s\" stands in line %u too", SHOW(wording), there.line);
}

dm_status dm_compile_write_times(dm_compiler *c) {
    str_list keys = {0};
    range_list ranges = {0};
    DM_VEC(dm_time_row) rows = {0};
    dm_compile_drop_overridden_times(c);
    if (c->time_words.n) qsort(c->time_words.at, c->time_words.n, sizeof *c->time_words.at, by_time_word);
    for (uint32_t i = 0; i < c->time_words.n; i++) {
        const dm_time_word *w = &c->time_words.at[i];
        bool again = i && dm_str_eq(w[-1].wording, w->wording);
        if (again && w[-1].row.class == w->row.class)
            return stands_twice(c, w->wording, w->row.origin, w[-1].row.origin);
        if (!again) {
            dm_vec_push(&c->arena, &keys, w->wording);
            dm_vec_push(&c->arena, &ranges, ((dm_range32){rows.n, 0}));
        }
        dm_vec_push(&c->arena, &rows, w->row);
        ranges.at[ranges.n - 1].n++;
    }
    add_beginnings(c, &keys, &ranges, " -'");
    dm_packer_index(&c->out, "time_words", keys.at, keys.n);
    dm_packer_add(&c->out, "time_ranges", ranges.at, ranges.n * sizeof *ranges.at, NULL);
    dm_packer_add(&c->out, "time_rows", rows.at, rows.n * sizeof *rows.at, NULL);
    return DM_OK;
}

dm_status dm_compile_write_senses(dm_compiler *c) {
    str_list keys = {0};
    range_list ranges = {0};
    DM_VEC(dm_sense) senses = {0};
    dm_compile_drop_overridden_senses(c);
    if (c->worded.n) qsort(c->worded.at, c->worded.n, sizeof *c->worded.at, dm_compile_by_wording);
    for (uint32_t i = 0; i < c->worded.n; i++) {
        const dm_worded *w = &c->worded.at[i];
        /* the same name twice in one row (an adjective that is a demonym too) is no fault */
        if (i && dm_str_eq(w[-1].wording, w->wording) && w[-1].sense.kind == w->sense.kind &&
            w[-1].sense.origin.file == w->sense.origin.file &&
            w[-1].sense.origin.line == w->sense.origin.line)
            continue;
        /* "marines" as a row, and as the plural of "marine" */
        if (i && dm_str_eq(w[-1].wording, w->wording) && w->sense.kind == DM_SENSE_ROLES &&
            w[-1].sense.kind == DM_SENSE_ROLES && w[-1].sense.sector == w->sense.sector)
            continue;
        if (i && dm_str_eq(w[-1].wording, w->wording) && w[-1].sense.kind == w->sense.kind &&
            w->sense.kind != DM_SENSE_PERSON && w->sense.kind != DM_SENSE_GROUP &&
            w->sense.kind != DM_SENSE_REGION && w->sense.kind != DM_SENSE_CAPITAL &&
            w[-1].sense.country == w->sense.country && w[-1].sense.sector == w->sense.sector)
            return stands_twice(c, w->wording, w->sense.origin, w[-1].sense.origin);
        if (!keys.n || !dm_str_eq(keys.at[keys.n - 1], w->wording)) {
            dm_vec_push(&c->arena, &keys, w->wording);
            dm_vec_push(&c->arena, &ranges, ((dm_range32){senses.n, 0}));
        }
        dm_vec_push(&c->arena, &senses, w->sense);
        ranges.at[ranges.n - 1].n++;
    }
    add_beginnings(c, &keys, &ranges, " ");
    dm_packer_index(&c->out, "phrases", keys.at, keys.n);
    dm_packer_add(&c->out, "phrase_senses", ranges.at, ranges.n * sizeof *ranges.at, NULL);
    dm_packer_add(&c->out, "senses", senses.at, senses.n * sizeof *senses.at, NULL);
    dm_packer_add(&c->out, "places", c->places.at, c->places.n * sizeof *c->places.at, NULL);
    return DM_OK;
}

/* Rows of one lemma stand together, in the order of the tables. */
static int by_lemma(const void *a, const void *b) {
    const dm_predicate_row *x = a, *y = b; /* the first member of every kind of row */
    if (x->lemma != y->lemma) return x->lemma < y->lemma ? -1 : 1;
    if (x->origin.file != y->origin.file) return x->origin.file < y->origin.file ? -1 : 1;
    return (x->origin.line > y->origin.line) - (x->origin.line < y->origin.line);
}

static void ranges_of(const void *rows, size_t size, uint32_t n, const uint32_t *lemma_number,
                      dm_range32 *out) {
    for (uint32_t i = 0; i < n; i++) {
        const dm_predicate_row *p = (const dm_predicate_row *)(const void *)((const char *)rows + i * size);
        dm_range32 *r = &out[lemma_number[p->lemma] - 1];
        if (!r->n) r->first = i;
        r->n++;
    }
}

static int by_word(const void *a, const void *b) {
    const dm_context_word *x = a, *y = b;
    if (x->lemma != y->lemma) return x->lemma < y->lemma ? -1 : 1;
    return (x->context > y->context) - (x->context < y->context);
}

/* Numbers of lemmas in place of their texts; ranges of the words of each. */
static void write_contexts(dm_compiler *c, const uint32_t *number, uint32_t n) {
    dm_range32 *ranges = dm_arena_zero(&c->arena, n + 1u, sizeof *ranges);
    dm_str *names = dm_arena_array(&c->arena, c->contexts.n + 1u, sizeof *names);
    for (uint32_t i = 0; i < c->context_words.n; i++)
        c->context_words.at[i].lemma = number[c->context_words.at[i].lemma] - 1;
    if (c->context_words.n)
        qsort(c->context_words.at, c->context_words.n, sizeof *c->context_words.at, by_word);
    for (uint32_t i = 0; i < c->context_words.n; i++) {
        dm_range32 *r = &ranges[c->context_words.at[i].lemma];
        if (!r->n) r->first = i;
        r->n++;
    }
    for (uint32_t i = 0; i < c->contexts.n; i++) names[i] = c->strings.at[c->contexts.at[i]];
    dm_packer_strings(&c->out, "context_names", names, c->contexts.n);
    dm_packer_add(&c->out, "context_words", c->context_words.at,
                  c->context_words.n * sizeof *c->context_words.at, NULL);
    dm_packer_add(&c->out, "lemma_contexts", ranges, n * sizeof *ranges, NULL);
}

void dm_compile_write_predicates(dm_compiler *c) {
    dm_arena *a = &c->arena;
    uint32_t *number = dm_arena_zero(a, c->strings.n, sizeof *number), n = 0;
    dm_str *lemmas = dm_arena_array(a, c->strings.n, sizeof *lemmas),
           *names = dm_arena_array(a, c->classes.n + 1u, sizeof *names);
    dm_compile_drop_overridden_predicates(c);
#define SORT(rows)                                                                                           \
    if (c->rows.n) qsort(c->rows.at, c->rows.n, sizeof *c->rows.at, by_lemma);                               \
    for (uint32_t i = 0; i < c->rows.n; i++)                                                                 \
        if (!number[c->rows.at[i].is.lemma]) {                                                               \
            lemmas[n] = c->strings.at[c->rows.at[i].is.lemma];                                               \
            number[c->rows.at[i].is.lemma] = ++n;                                                            \
        }
    SORT(frames)
    SORT(operators)
    SORT(cues)
#undef SORT
    for (uint32_t i = 0; i < c->members.n; i++)
        if (!number[c->members.at[i].lemma]) {
            lemmas[n] = c->strings.at[c->members.at[i].lemma];
            number[c->members.at[i].lemma] = ++n;
        }
    for (uint32_t i = 0; i < c->context_words.n; i++)
        if (!number[c->context_words.at[i].lemma]) {
            lemmas[n] = c->strings.at[c->context_words.at[i].lemma];
            number[c->context_words.at[i].lemma] = ++n;
        }
    write_contexts(c, number, n);
    dm_range32 *ranges = dm_arena_zero(a, 3 * (size_t)n + 1, sizeof *ranges);
    dm_class_set *classes = dm_arena_zero(a, n + 1u, sizeof *classes);
    ranges_of(c->frames.at, sizeof *c->frames.at, c->frames.n, number, ranges);
    ranges_of(c->operators.at, sizeof *c->operators.at, c->operators.n, number, ranges + n);
    ranges_of(c->cues.at, sizeof *c->cues.at, c->cues.n, number, ranges + 2 * (size_t)n);
    for (uint32_t i = 0; i < c->members.n; i++) {
        const dm_membership *m = &c->members.at[i];
        classes[number[m->lemma] - 1].bits[m->class >> 6] |= (uint64_t)1 << (m->class & 63);
    }
    for (uint32_t i = 0; i < c->classes.n; i++) names[i] = c->strings.at[c->classes.at[i]];
    dm_packer_index(&c->out, "lemmas", lemmas, n);
    dm_packer_add(&c->out, "lemma_frames", ranges, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_operators", ranges + n, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_cues", ranges + 2 * (size_t)n, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_classes", classes, n * sizeof *classes, NULL);
    dm_packer_index(&c->out, "class_names", names, c->classes.n);
#define ROWS(rows) dm_packer_add(&c->out, #rows, c->rows.at, c->rows.n * sizeof *c->rows.at, NULL)
    ROWS(frames);
    ROWS(operators);
    ROWS(cues);
    ROWS(outcomes);
    ROWS(conditions);
    ROWS(values);
    ROWS(paths);
    ROWS(types);
    ROWS(modes);
#undef ROWS
}
