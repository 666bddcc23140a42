/* Named entities: docs/engine.md, "Entity recogniser". One move a token; the slots of an open entity are
 * computed only where there is one. */
#include <stdlib.h>

#include "nlp/internal.h"

enum { BEGIN = 1, IN, LAST, UNIT, OUT };

static dm_block_rows *block_of(dm_worker *w, uint32_t number) {
    dm_block_rows *b = NULL;
    for (int i = 0; i < DM_BLOCKS_KEPT; i++) {
        dm_block_rows *have = &w->ner_rows[i];
        if (have->block == number) {
            have->used = ++w->clock;
            return have;
        }
        if (!b || (b->block != UINT32_MAX && (have->block == UINT32_MAX || have->used < b->used))) b = have;
    }
    const dm_heads *h = &w->p->ner;
    const dm_kernels *k = w->p->kernels;
    uint32_t begin = number * DM_BLOCK, end = w->n - begin < DM_BLOCK ? w->n : begin + DM_BLOCK;
    size_t wide = h->lower[0].columns, narrow = h->project.columns;
    if (!b->rows) b->rows = aligned_alloc(64, (DM_BLOCK * 3 * wide * sizeof(float) + 63) / 64 * 64);
    if (!b->projected) b->projected = aligned_alloc(64, (DM_BLOCK * narrow * sizeof(float) + 63) / 64 * 64);
    if (!b->have) b->have = malloc(DM_BLOCK);
    if (!b->rows || !b->projected || !b->have) dm_arena_fail(w->arena);
    const float *vectors = dm_encode(w, 1, begin, end);
    k->multiply(&h->project, vectors, DM_WIDTH, end - begin, b->projected, narrow);
    k->multiply(&h->lower[0], b->projected, narrow, end - begin, b->rows, 3 * wide);
    memset(b->have, 1, DM_BLOCK);
    b->block = number;
    b->used = ++w->clock;
    return b;
}

/* The product of token t with slot f. */
static const float *slot_row(dm_worker *w, uint32_t t, uint32_t f) {
    const dm_heads *h = &w->p->ner;
    dm_block_rows *b = block_of(w, t / DM_BLOCK);
    size_t at = t % DM_BLOCK, wide = h->lower[0].columns;
    float *row = b->rows + (3 * at + f) * wide;
    if (!(b->have[at] >> f & 1)) {
        w->p->kernels->multiply(&h->lower[f], b->projected + at * h->project.columns, h->project.columns, 1,
                                row, wide);
        b->have[at] |= (uint8_t)(1u << f);
    }
    return row;
}

void dm_predict_entities(dm_worker *w) {
    const dm_pipeline *p = w->p;
    const dm_heads *h = &p->ner;
    const dm_scorer *m = h->weights;
    dm_token *t = w->token;
    int64_t open = -1;
    uint16_t label = DM_ENT_NONE;
    for (uint32_t b = 0; b < w->n; b++) {
        const float *row[3] = {slot_row(w, b, 0), m->lower_pad + DM_STATE, m->lower_pad + 2 * DM_STATE};
        if (open >= 0) {
            row[1] = slot_row(w, (uint32_t)open, 1);
            row[2] = slot_row(w, b - 1, 2);
        }
        float hidden[DM_HIDDEN], scores[1024 + 48];
        for (int o = 0; o < DM_HIDDEN; o++) {
            float x = (row[0][2 * o] + row[1][2 * o]) + row[2][2 * o] + m->lower_b[2 * o];
            float y = (row[0][2 * o + 1] + row[1][2 * o + 1]) + row[2][2 * o + 1] + m->lower_b[2 * o + 1];
            hidden[o] = x > y ? x : y;
        }
        p->kernels->multiply(&h->upper, hidden, DM_HIDDEN, 1, scores, h->upper.columns);

        bool more = b + 1 < w->n && !t[b + 1].sent_begin;
        uint32_t best = UINT32_MAX;
        for (uint32_t c = 0; c < m->classes; c++) {
            bool valid;
            switch (m->action[c]) {
            case BEGIN: valid = open < 0 && more && !t[b].lex->space; break;
            case IN: valid = open >= 0 && more && p->ner_label[c] == label; break;
            case LAST: valid = open >= 0 && p->ner_label[c] == label; break;
            case UNIT: valid = open < 0 && p->ner_label[c] != DM_ENT_NONE && !t[b].lex->space; break;
            default: valid = open < 0 && m->action[c] == OUT;
            }
            if (valid && (best == UINT32_MAX || scores[c] > scores[best])) best = c;
        }
        unsigned action = m->action[best];
        if (action == BEGIN || action == UNIT) label = p->ner_label[best];
        t[b].ent = action == OUT ? DM_ENT_NONE : (uint8_t)label;
        t[b].ent_begin = action == BEGIN || action == UNIT;
        if (action == BEGIN) open = b;
        if (action == LAST) open = -1;
    }
}
