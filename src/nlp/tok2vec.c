/* Token vectors. Four window layers over the mixed embeddings of word types; docs/engine.md, "Tok2vec".
 *
 * The reference pads a document with four rows of zeros on each side and sends these rows through the layers
 * like tokens. So layer l of tokens [begin, end) is computed on rows begin - (4 - l) ... end + (4 - l),
 * whatever lies there: tokens or padding. Blocks of a long document overlap by that much and agree in every
 * bit.
 *
 * What depends on a word type alone is kept per type: its mixed vector, and the products of that vector with
 * the three parts of the first window layer, which then is a sum of three rows. */
#include <stdlib.h>

#include "base/hash.h"
#include "nlp/internal.h"

enum { CREDIT = 3 };

/* The keys of a type for one network, in the order of DM_ATTR_*. */
static void keys_of(const dm_token *t, uint64_t keys[DM_ATTRS]) {
    memcpy(keys, t->lex->attr, sizeof t->lex->attr);
    keys[DM_ATTR_SPACY] = t->space_after;
    keys[DM_ATTR_IS_SPACE] = t->lex->space;
}

static void embed(const dm_tok2vec *net, const uint64_t keys[DM_ATTRS], float *out) {
    for (uint32_t c = 0; c < net->n_columns; c++, out += DM_WIDTH) {
        uint32_t words[4];
        const dm_column *column = &net->columns[c];
        dm_hash_embed(keys[column->attribute], column->seed, words);
        const float *rows[4];
        for (int i = 0; i < 4; i++) rows[i] = net->E[c] + (size_t)(words[i] % column->rows) * DM_WIDTH;
        for (int k = 0; k < DM_WIDTH; k++) out[k] = ((rows[0][k] + rows[1][k]) + rows[2][k]) + rows[3][k];
    }
}

/* The lexeme's field that holds the row's number. */
static int32_t *row_of(const dm_token *t, unsigned net) {
    dm_lexeme *lex = (dm_lexeme *)(uintptr_t)t->lex; /* the worker's own */
    return &lex->row[net ? 2 : t->space_after];
}

/* A row to fill: a fresh one, else one that was not used for long, by the hand of a clock. A row survives as
 * many rounds of the hand as it has credit, which each use raises. */
static int32_t take_row(dm_row_cache *c, uint32_t stamp) {
    if (c->used < c->n) return (int32_t)c->used++;
    for (;;) {
        uint32_t at = c->hand;
        c->hand = at + 1 == c->n ? 0 : at + 1;
        if (c->stamp[at] == stamp) continue;
        if (c->credit[at]) {
            c->credit[at]--;
            continue;
        }
        *c->owner[at] = DM_NO_ROW;
        return (int32_t)at;
    }
}

/* Makes sure that every token of [begin, end) has its row; gives their numbers. */
static void fill_rows(dm_worker *w, unsigned net, uint32_t begin, uint32_t end, const float **out) {
    const dm_net *n = &w->p->net[net];
    const dm_kernels *k = w->p->kernels;
    dm_row_cache *c = &w->cache[net];
    uint32_t wide = n->weights->n_columns * DM_WIDTH, missing = 0;
    int32_t fresh[DM_BLOCK + 2 * DM_HALO];
    for (uint32_t i = begin; i < end; i++) {
        int32_t *row = row_of(&w->token[i], net);
        if (*row == DM_NO_ROW) {
            uint64_t keys[DM_ATTRS];
            *row = take_row(c, w->stamp);
            c->owner[*row] = row;
            c->credit[*row] = 0;
            keys_of(&w->token[i], keys);
            embed(n->weights, keys, w->gathered + (size_t)missing * wide);
            fresh[missing++] = *row;
        } else if (c->credit[*row] < CREDIT) {
            c->credit[*row]++;
        }
        c->stamp[*row] = w->stamp;
        out[i - begin] = c->rows + (size_t)*row * DM_ROW;
    }
    if (!missing) return;
    float *mixed = w->scratch, *product = w->window[0];
    k->maxout(&n->mix, w->gathered, wide, missing, mixed, DM_WIDTH);
    k->normalize(mixed, missing, n->weights->mix.gain, n->weights->mix.shift, NULL, mixed);
    for (uint32_t i = 0; i < missing; i++)
        memcpy(c->rows + (size_t)fresh[i] * DM_ROW, mixed + (size_t)i * DM_WIDTH, DM_WIDTH * sizeof(float));
    for (int part = 0; part < 3; part++) {
        k->multiply(&n->part[part], mixed, DM_WIDTH, missing, product, DM_PARTS);
        for (uint32_t i = 0; i < missing; i++)
            memcpy(c->rows + (size_t)fresh[i] * DM_ROW + DM_WIDTH + (size_t)part * DM_PARTS,
                   product + (size_t)i * DM_PARTS, DM_PARTS * sizeof(float));
    }
}

const float *dm_encode(dm_worker *w, unsigned net, uint32_t begin, uint32_t end) {
    const dm_net *n = &w->p->net[net];
    const dm_kernels *k = w->p->kernels;
    const float *row[DM_BLOCK + 2 * DM_HALO];
    const uint32_t count = end - begin, halo = DM_HALO;
    w->stamp++;

    /* rows of positions begin - 4 ... end + 3 */
    uint32_t before = begin < halo ? begin : halo, after = w->n - end < halo ? w->n - end : halo;
    for (uint32_t i = 0; i < halo - before; i++) row[i] = n->nothing;
    fill_rows(w, net, begin - before, end + after, row + halo - before);
    for (uint32_t i = halo + count + after; i < count + 2 * halo; i++) row[i] = n->nothing;

    /* layer 1 on begin - 3 ... end + 2, from the kept products */
    float *from = w->window[0], *to = w->window[1], *y = w->scratch;
    uint32_t rows = count + 2 * (halo - 1);
    for (uint32_t i = 0; i < rows; i++) {
        /* fill_rows set those in the middle. NOLINTBEGIN(clang-analyzer-core.UndefinedBinaryOperatorResult)
         */
        const float *left = row[i] + DM_WIDTH, *own = row[i + 1] + DM_WIDTH + DM_PARTS,
                    *right = row[i + 2] + DM_WIDTH + 2 * DM_PARTS;
        /* NOLINTEND(clang-analyzer-core.UndefinedBinaryOperatorResult) */
        k->maxout_sum(DM_PARTS, left, own, right, y + (size_t)i * DM_WIDTH);
        memcpy(from + (size_t)i * DM_WIDTH, row[i + 1], DM_WIDTH * sizeof(float));
    }
    k->normalize(y, rows, n->weights->conv[0].gain, n->weights->conv[0].shift, from, from);

    /* layers 2 to 4: three rows that follow each other are one window */
    for (int layer = 1; layer < DM_CONVS; layer++) {
        enum { STEP = 96 }; /* rows that are multiplied and normalised while they are in the cache */
        rows -= 2;
        for (uint32_t i = 0; i < rows; i += STEP) {
            uint32_t some = rows - i < STEP ? rows - i : STEP;
            k->maxout(&n->conv[layer - 1], from + (size_t)i * DM_WIDTH, DM_WIDTH, some, y, DM_WIDTH);
            k->normalize(y, some, n->weights->conv[layer].gain, n->weights->conv[layer].shift,
                         from + (size_t)(i + 1) * DM_WIDTH, to + (size_t)i * DM_WIDTH);
        }
        float *swap = from;
        from = to;
        to = swap;
    }
    return from;
}
