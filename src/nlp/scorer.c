/* What the moves of parser and entity recogniser are scored from: docs/engine.md, "Scorer".
 *
 *     vector ─► projection (64) ─► products with the slots (128 each) ─► sum over the slots of a state
 *     ─► larger of two (64) ─► a score for every move
 *
 * Projections are computed a block at a time, slot products a strip at a time, when the first of their tokens
 * is asked for. A strip is small, so that what is written is still in the processor's cache when it is read.
 * The least used ones are given away and, if a long document goes back that far, computed again with the same
 * bits. */
#include <stdlib.h>

#include "nlp/internal.h"

/* The floats of one token's slot products and where each slot's begin. */
static void lay_out(dm_heads *h) {
    h->stride = 0;
    for (uint32_t f = 0; f < h->weights->slots; f++) {
        h->offset[f] = f < h->together ? f * DM_STATE : h->stride;
        if (f == 0 || f >= h->together)
            h->stride += h->lower[f < h->together ? 0 : f - h->together + 1].columns;
    }
}

/* A state row in the order that the kernels add it up in: all first pieces, then all second ones. */
static void reorder(float *out, const float *in, size_t stride) {
    for (size_t o = 0; o < DM_HIDDEN; o++)
        for (size_t p = 0; p < DM_STATE_PIECES; p++)
            memcpy(out + (p * DM_HIDDEN + o) * stride, in + (o * DM_STATE_PIECES + p) * stride,
                   stride * sizeof(float));
}

bool dm_heads_init(dm_heads *h, const dm_kernels *k, const dm_scorer *weights, uint32_t together,
                   dm_arena *arena) {
    const size_t slot = (size_t)DM_STATE * DM_HIDDEN;
    float *lower = malloc(weights->slots * slot * sizeof *lower),
          *pad = dm_arena_array(arena, (size_t)weights->slots * DM_STATE, sizeof *pad),
          *bias = dm_arena_array(arena, DM_STATE, sizeof *bias);
    if (!lower) return false;
    h->weights = weights;
    h->together = together;
    h->pad = pad;
    h->bias = bias;
    reorder(bias, weights->lower_b, 1);
    for (uint32_t f = 0; f < weights->slots; f++) {
        reorder(lower + f * slot, weights->lower_W + f * slot, DM_HIDDEN);
        reorder(pad + (size_t)f * DM_STATE, weights->lower_pad + (size_t)f * DM_STATE, 1);
    }
    bool good = dm_matrix_init(&h->project, k, weights->project_W, weights->project_b, DM_HIDDEN, 1, DM_WIDTH,
                               0, DM_WIDTH) &&
                dm_matrix_init(&h->upper, k, weights->upper_W, weights->upper_b, weights->classes, 1,
                               DM_HIDDEN, 0, DM_HIDDEN) &&
                dm_matrix_init(&h->lower[0], k, lower, NULL, together * DM_STATE, 1, DM_HIDDEN, 0, DM_HIDDEN);
    for (uint32_t f = together; f < weights->slots && good; f++)
        good = dm_matrix_init(&h->lower[f - together + 1], k, lower + f * slot, NULL, DM_STATE, 1, DM_HIDDEN,
                              0, DM_HIDDEN);
    free(lower);
    if (good) lay_out(h);
    return good;
}

void dm_heads_clear(dm_heads *h) {
    dm_matrix_clear(&h->project);
    dm_matrix_clear(&h->upper);
    for (int i = 0; i < DM_SLOTS; i++) dm_matrix_clear(&h->lower[i]);
}

static float *floats(size_t n) {
    return aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
}

bool dm_slots_init(dm_slots *s, const dm_heads *h, unsigned net) {
    s->heads = h;
    s->net = net;
    s->projected = floats((size_t)DM_BLOCKS_KEPT * DM_BLOCK * h->project.columns);
    s->rows = floats((size_t)DM_STRIPS_KEPT * DM_STRIP * h->stride);
    s->have = malloc(DM_STRIPS_KEPT * DM_STRIP);
    s->scores = floats(h->upper.columns);
    return s->projected && s->rows && s->have && s->scores;
}

void dm_slots_clear(dm_slots *s) {
    free(s->projected);
    free(s->rows);
    free(s->have);
    free(s->scores);
}

void dm_slots_begin(dm_worker *w, dm_slots *s) {
    s->where = dm_arena_zero(w->arena, w->n / DM_STRIP + 1u, sizeof *s->where);
    for (int i = 0; i < DM_BLOCKS_KEPT; i++) s->block[i] = (dm_kept){UINT32_MAX, 0};
    for (int i = 0; i < DM_STRIPS_KEPT; i++) s->strip[i] = (dm_kept){UINT32_MAX, 0};
    s->clock = 0;
}

/* The place of what was not used for the longest time. */
static uint32_t oldest(const dm_kept *kept, uint32_t n) {
    uint32_t at = 0;
    for (uint32_t i = 1; i < n; i++)
        if (kept[i].used < kept[at].used) at = i;
    return at;
}

static const float *projected_block(dm_worker *w, dm_slots *s, uint32_t number) {
    const dm_matrix *m = &s->heads->project;
    const size_t size = (size_t)DM_BLOCK * m->columns;
    for (uint32_t i = 0; i < DM_BLOCKS_KEPT; i++)
        if (s->block[i].number == number) {
            s->block[i].used = ++s->clock;
            return s->projected + i * size;
        }
    uint32_t at = oldest(s->block, DM_BLOCKS_KEPT), begin = number * DM_BLOCK,
             end = w->n - begin < DM_BLOCK ? w->n : begin + DM_BLOCK;
    const float *vectors = dm_encode(w, s->net, begin, end);
    if (s->net == 0) dm_use_vectors(w, vectors, begin, end);
    w->p->kernels->multiply(m, vectors, DM_WIDTH, end - begin, s->projected + at * size, m->columns);
    s->block[at] = (dm_kept){number, ++s->clock};
    return s->projected + at * size;
}

/* Computes a strip; its place + 1. */
static uint32_t fill_strip(dm_worker *w, dm_slots *s, uint32_t number) {
    const dm_heads *h = s->heads;
    uint32_t at = oldest(s->strip, DM_STRIPS_KEPT), begin = number * DM_STRIP,
             count = w->n - begin < DM_STRIP ? w->n - begin : DM_STRIP;
    const float *x =
        projected_block(w, s, begin / DM_BLOCK) + (size_t)(begin % DM_BLOCK) * h->project.columns;
    if (s->strip[at].number != UINT32_MAX) s->where[s->strip[at].number] = 0;
    w->p->kernels->multiply(&h->lower[0], x, h->project.columns, count,
                            s->rows + (size_t)at * DM_STRIP * h->stride, h->stride);
    memset(s->have + (size_t)at * DM_STRIP, 0, DM_STRIP);
    s->strip[at].number = number;
    return s->where[number] = (uint8_t)(at + 1);
}

/* The product of a token with a slot. */
static const float *slot_row(dm_worker *w, dm_slots *s, uint32_t token, uint32_t slot) {
    const dm_heads *h = s->heads;
    uint32_t place = s->where[token / DM_STRIP];
    if (!place) place = fill_strip(w, s, token / DM_STRIP);
    s->strip[--place].used = ++s->clock;
    size_t at = (size_t)place * DM_STRIP + token % DM_STRIP;
    float *row = s->rows + at * h->stride + h->offset[slot];
    if (slot >= h->together && !(s->have[at] >> slot & 1)) {
        const float *x =
            projected_block(w, s, token / DM_BLOCK) + (size_t)(token % DM_BLOCK) * h->project.columns;
        const dm_matrix *m = &h->lower[slot - h->together + 1];
        w->p->kernels->multiply(m, x, h->project.columns, 1, row, m->columns);
        s->have[at] |= (uint8_t)(1u << slot);
    }
    return row;
}

const float *dm_score(dm_worker *w, dm_slots *s, const int32_t *token) {
    const dm_heads *h = s->heads;
    const dm_kernels *k = w->p->kernels;
    const float *row[DM_SLOTS];
    _Alignas(64) float hidden[DM_HIDDEN];
    for (uint32_t f = 0; f < h->weights->slots; f++)
        row[f] = token[f] < 0 ? h->pad + (size_t)f * DM_STATE : slot_row(w, s, (uint32_t)token[f], f);
    k->hidden(row, h->weights->slots, h->bias, hidden);
    k->multiply(&h->upper, hidden, DM_HIDDEN, 1, s->scores, h->upper.columns);
    return s->scores;
}
